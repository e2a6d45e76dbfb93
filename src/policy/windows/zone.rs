//! Zones by their IANA names, and times that name one (RFC 9557).

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Disambiguation, OffsetConflict, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

use super::read::Misread;
use crate::model::text::nearest;

/// The program's own zones: a machine's may be old, or another's.
fn database() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

/// The zone of that name.
///
/// # Errors
/// Where there is none, with the nearest name.
pub fn zone(name: &str) -> Result<TimeZone, Misread> {
    let database = database();
    if let Some(zone) = database.get(name).ok().filter(|zone| !zone.is_unknown()) {
        return Ok(zone);
    }
    let known: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    // People know their city, and not always where IANA has put it.
    let by_city = known.iter().find(|known| city(known) == city(&name.replace(' ', "_")));
    let near = by_city.map(String::as_str).or_else(|| nearest(name, known.iter().map(String::as_str)));
    Err(Misread::word("is not a time zone", name, near, "write an IANA name like 'Europe/Berlin', or 'UTC'"))
}

/// What a text says of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateTimeIn {
    /// An instant, on a clock.
    Zoned(Zoned),
    /// What some clock shows, and nobody said which.
    Civil(jiff::civil::DateTime),
}

/// Reads a date and time in the form of RFC 9557 or RFC 3339: `2026-12-18T00:00[Europe/Berlin]`, `…+01:00`, `…Z`.
/// One that its zone skips or shows twice is what `disambiguation` makes of it.
///
/// # Errors
/// Where it is none, or its zone is not known.
pub fn date_time(text: &str, disambiguation: Disambiguation) -> Result<DateTimeIn, Misread> {
    let parser = DateTimeParser::new().disambiguation(disambiguation);
    let no_time =
        || Misread::word("is not a date and time", text, None, "write it like '2026-12-18T00:00[Europe/Berlin]'");
    if let Some(open) = text.find('[') {
        // The names in brackets are checked first: for the nearest one.
        let inside = text[open + 1..].split(']').next().unwrap_or_default().trim_start_matches('!');
        let is_offset = inside.starts_with(['+', '-']);
        if !is_offset {
            zone(inside).map_err(|misread| misread.behind(open + 1))?;
        }
        let as_offset_says = DateTimeParser::new().offset_conflict(OffsetConflict::AlwaysOffset);
        let problem = |_| match as_offset_says.parse_zoned_with(&database(), text) {
            Ok(_) => Misread::whole(format!("the offset in '{text}' is not the one that {inside} has then")),
            Err(_) => no_time(),
        };
        return Ok(DateTimeIn::Zoned(parser.parse_zoned_with(&database(), text).map_err(problem)?));
    }
    let pieces = parser.parse_pieces(text).map_err(|_| no_time())?;
    let Some(time) = pieces.time() else {
        return Err(no_time());
    };
    let wall = pieces.date().to_datetime(time);
    match pieces.to_numeric_offset() {
        None => Ok(DateTimeIn::Civil(wall)),
        Some(offset) => {
            let at: Timestamp = offset.to_timestamp(wall).map_err(|_| no_time())?;
            let zone = if offset.is_zero() { TimeZone::UTC } else { TimeZone::fixed(offset) };
            Ok(DateTimeIn::Zoned(at.to_zoned(zone)))
        }
    }
}
