//! Zones by their IANA names, and times that name one (RFC 9557).

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::TimeError;
use promote_model::text::nearest;

/// The program's own zones: a machine's may be old, or another's.
fn database() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

/// The zone of that name.
///
/// # Errors
/// Where there is none, with the nearest name.
pub(super) fn zone(name: &str) -> Result<TimeZone, TimeError> {
    let database = database();
    if let Some(zone) = database.get(name).ok().filter(|zone| !zone.is_unknown()) {
        return Ok(zone);
    }
    let known: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    // People know their city, and not always where IANA has put it.
    let by_city = known.iter().find(|known| city(known) == city(&name.replace(' ', "_")));
    let near_city = || {
        // Short words are near to much.
        name.chars().nth(4)?;
        let cities: Vec<(String, &String)> = known.iter().map(|known| (city(known), known)).collect();
        let near = nearest(name, cities.iter().map(|(city, _)| city.as_str()))?;
        cities.iter().find(|(city, _)| city == near).map(|(_, known)| known.as_str())
    };
    let near =
        by_city.map(String::as_str).or_else(|| nearest(name, known.iter().map(String::as_str))).or_else(near_city);
    Err(TimeError::word("is not a time zone", name, near, "write an IANA name like 'Europe/Berlin', or 'UTC'"))
}

/// What a text says of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    /// An instant, on a clock.
    Instant(Zoned),
    /// What a clock shows: that of the zone, or nobody said whose.
    Wall(DateTime, Option<TimeZone>),
}

/// Reads a date and time in the form of RFC 9557 or RFC 3339: `2026-12-18T00:00[Europe/Berlin]`, `…+01:00`, `…Z`.
///
/// # Errors
/// Where it is none, its zone is not known, or its offset is not the zone's.
pub(super) fn moment(text: &str) -> Result<Moment, TimeError> {
    let wrong =
        || TimeError::word("is not a date and time", text, None, "write it like '2026-12-18T00:00[Europe/Berlin]'");
    let parser = DateTimeParser::new();
    // The name in brackets is looked up first: for the nearest one.
    let named = text.find('[').map(|open| (open + 1, text[open + 1..].split(']').next().unwrap_or_default()));
    let named = named.map(|(at, name)| (at, name.trim_start_matches('!'))).filter(|(_, n)| !n.starts_with(['+', '-']));
    let zone = named.map(|(at, name)| zone(name).map_err(|misread| misread.behind(at))).transpose()?;
    let pieces = parser.parse_pieces(text).map_err(|_| wrong())?;
    let wall = pieces.date().to_datetime(pieces.time().ok_or_else(wrong)?);
    let Some(offset) = pieces.to_numeric_offset() else { return Ok(Moment::Wall(wall, zone)) };
    let at = offset.to_timestamp(wall).map_err(|_| wrong())?;
    match zone {
        // 'Z' says nothing of the clock on the wall; another offset must be the zone's.
        Some(zone) if !text.contains(['Z', 'z']) && zone.to_offset(at) != offset => {
            let name = zone.iana_name().unwrap_or_default();
            Err(TimeError::whole(format!("the offset in '{text}' is not the one that {name} has then")))
        }
        Some(zone) => Ok(Moment::Instant(at.to_zoned(zone))),
        None if offset.is_zero() => Ok(Moment::Instant(at.to_zoned(TimeZone::UTC))),
        None => Ok(Moment::Instant(at.to_zoned(TimeZone::fixed(offset)))),
    }
}
