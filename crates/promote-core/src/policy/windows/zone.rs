//! Time zones by IANA name, and times with a zone (RFC 9557).

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::TimeError;
use promote_model::text::nearest;

/// The program's own database: a machine's may be old or different.
fn database() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

/// The zone with that name.
///
/// # Errors
/// If there is none, with the most similar name.
pub(super) fn zone(name: &str) -> Result<TimeZone, TimeError> {
    let database = database();
    if let Some(zone) = database.get(name).ok().filter(|zone| !zone.is_unknown()) {
        return Ok(zone);
    }
    let known: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    // People know their city, and not always the continent IANA puts it in.
    let by_city = known.iter().find(|known| city(known) == city(&name.replace(' ', "_")));
    let near_city = || {
        // Short words are similar to too many names.
        name.chars().nth(4)?;
        let cities: Vec<(String, &String)> = known.iter().map(|known| (city(known), known)).collect();
        let near = nearest(name, cities.iter().map(|(city, _)| city.as_str()))?;
        cities.iter().find(|(city, _)| city == near).map(|(_, known)| known.as_str())
    };
    let near =
        by_city.map(String::as_str).or_else(|| nearest(name, known.iter().map(String::as_str))).or_else(near_city);
    Err(TimeError::word("is not a time zone", name, near, "write an IANA name like 'Europe/Berlin', or 'UTC'"))
}

/// The meaning of a time text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    /// An instant in a zone.
    Instant(Zoned),
    /// A local time, with its zone if given.
    Wall(DateTime, Option<TimeZone>),
}

/// Parses a date and time in RFC 9557 or RFC 3339 form: `2026-12-18T00:00[Europe/Berlin]`, `…+01:00`, `…Z`.
///
/// # Errors
/// If it is invalid, its zone is unknown, or its offset is not that of the zone.
pub(super) fn moment(text: &str) -> Result<Moment, TimeError> {
    let wrong =
        || TimeError::word("is not a date and time", text, None, "write it like '2026-12-18T00:00[Europe/Berlin]'");
    let parser = DateTimeParser::new();
    // The zone is looked up first, to suggest the most similar name.
    let named = text.find('[').map(|open| (open + 1, text[open + 1..].split(']').next().unwrap_or_default()));
    let named = named.map(|(at, name)| (at, name.trim_start_matches('!'))).filter(|(_, n)| !n.starts_with(['+', '-']));
    let zone = named.map(|(at, name)| zone(name).map_err(|misread| misread.behind(at))).transpose()?;
    let pieces = parser.parse_pieces(text).map_err(|_| wrong())?;
    let wall = pieces.date().to_datetime(pieces.time().ok_or_else(wrong)?);
    let Some(offset) = pieces.to_numeric_offset() else { return Ok(Moment::Wall(wall, zone)) };
    let at = offset.to_timestamp(wall).map_err(|_| wrong())?;
    match zone {
        // 'Z' is compatible with any zone; another offset must be that of the zone.
        Some(zone) if !text.contains(['Z', 'z']) && zone.to_offset(at) != offset => {
            let name = zone.iana_name().unwrap_or_default();
            Err(TimeError::whole(format!("the offset in '{text}' is not that of {name} at that time")))
        }
        Some(zone) => Ok(Moment::Instant(at.to_zoned(zone))),
        None if offset.is_zero() => Ok(Moment::Instant(at.to_zoned(TimeZone::UTC))),
        None => Ok(Moment::Instant(at.to_zoned(TimeZone::fixed(offset)))),
    }
}
