//! Times as typed by users: `2026-11-24 09:00 Europe/Berlin`, `tomorrow 09:00`, `monday 09:00`, `2h`.

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, ToSpan, Zoned};

use super::TimeError;
use super::window::{near_day, weekday};
use super::zone::{Moment, moment, zone};
use promote_model::text::nearest;

/// Parses a time: RFC 3339 or RFC 9557; a date, `today`, `tomorrow` or a day of the week with a time of day, and an
/// optional zone. The default zone is that of `now`. A day of the week is the next one on which that time is in the
/// future.
///
/// # Errors
/// If it is invalid, or not a single instant: the zone skips or repeats it.
pub fn parse_time(text: &str, now: &Zoned) -> Result<Zoned, TimeError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let wrong =
        || TimeError::word("is not a time", text.trim(), None, "write it like '2026-11-24 09:00 Europe/Berlin'");
    let (day, at, name) = match words.as_slice() {
        [one] => return resolve(moment(one).map_err(|misread| tell(misread, one, &wrong))?, None, now),
        [one, name] if one.contains(['T', 't']) && one.starts_with(|c: char| c.is_ascii_digit()) => {
            return resolve(moment(one)?, Some(name), now);
        }
        [day, at] => (*day, *at, None),
        [day, at, name] => (*day, *at, Some(*name)),
        _ => return Err(wrong()),
    };
    if day.starts_with(|c: char| c.is_ascii_digit()) {
        return resolve(moment(&format!("{day}T{at}")).map_err(|misread| tell(misread, "", &wrong))?, name, now);
    }
    let zone = name.map_or_else(|| Ok(now.time_zone().clone()), zone)?;
    let here = now.with_time_zone(zone.clone());
    let of_day: Time = at.parse().ok().filter(|_| at.contains(':')).ok_or_else(wrong)?;
    let days = match day.to_ascii_lowercase().as_str() {
        "today" => 0,
        "tomorrow" => 1,
        day => {
            let wanted = weekday(day).ok_or_else(|| {
                TimeError::word("is not a day", day, near(day), "write a date, 'tomorrow' or 'monday'")
            })?;
            let today = usize::from(here.weekday().to_monday_zero_offset().unsigned_abs());
            let ahead = (7 + wanted - today) % 7;
            if ahead == 0 && of_day <= here.time() { 7 } else { ahead }
        }
    };
    let date = here.date().checked_add(i64::try_from(days).unwrap_or_default().days()).map_err(|_| wrong())?;
    single(date.to_datetime(of_day), zone)
}

/// The most similar word.
fn near(day: &str) -> Option<&'static str> {
    nearest(day, ["today", "tomorrow"]).or_else(|| near_day(day))
}

/// Keeps an error about the zone; any other error becomes "not a time".
fn tell(misread: TimeError, whole: &str, wrong: &impl Fn() -> TimeError) -> TimeError {
    if misread.at > 0 || misread.message.starts_with("the offset") || whole.contains('[') { misread } else { wrong() }
}

fn resolve(moment: Moment, name: Option<&str>, now: &Zoned) -> Result<Zoned, TimeError> {
    let named = name.map(zone).transpose()?;
    match (moment, named) {
        (Moment::Instant(at), None) => Ok(at),
        (Moment::Instant(at), Some(zone)) => Ok(at.with_time_zone(zone)),
        (Moment::Wall(_, Some(inside)), Some(zone)) if inside != zone => {
            Err(TimeError::whole("two time zones are given; omit one".to_owned()))
        }
        (Moment::Wall(wall, inside), zone) => single(wall, zone.or(inside).unwrap_or_else(|| now.time_zone().clone())),
    }
}

/// The only instant with this local time.
fn single(wall: DateTime, zone: TimeZone) -> Result<Zoned, TimeError> {
    let name = zone.iana_name().unwrap_or("this time zone").to_owned();
    let shown = wall.strftime("%Y-%m-%d %H:%M");
    let ambiguous = zone.into_ambiguous_zoned(wall);
    let message = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            return ambiguous.unambiguous().map_err(|_| TimeError::whole(format!("{shown} is out of range")));
        }
        AmbiguousOffset::Gap { .. } => format!("{shown} does not exist in {name}: clocks skip that time"),
        AmbiguousOffset::Fold { before, after } => {
            let with = |offset| format!("'{}{offset}[{name}]'", wall.strftime("%Y-%m-%dT%H:%M"));
            format!("{shown} occurs twice in {name}; write {} or {}", with(offset(before)), with(offset(after)))
        }
    };
    Err(TimeError::whole(message))
}

fn offset(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Parses a duration, `2h`, `1d 12h` or `PT90M`; returns the time that long after `start`.
///
/// # Errors
/// If it is invalid or not positive.
pub fn parse_duration(text: &str, start: &Zoned) -> Result<Zoned, TimeError> {
    let wrong = || TimeError::word("is not a duration", text.trim(), None, "write it like '2h', '90m' or '1d 12h'");
    let span: Span = text.trim().parse().map_err(|_| wrong())?;
    if !span.is_positive() {
        return Err(TimeError::whole(format!("'{}' is not in the future", text.trim())));
    }
    start.checked_add(span).map_err(|_| wrong())
}

/// A time for display, in its own zone and in UTC: `Tue 2026-11-24 09:00 Europe/Berlin (2026-11-24 08:00 UTC)`.
pub fn display_time(at: &Zoned) -> String {
    let utc = at.with_time_zone(TimeZone::UTC);
    let form = if at.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    match name(at).as_str() {
        "UTC" => format!("{} {} UTC", at.strftime("%a"), at.strftime(form)),
        name => format!("{} {} {name} ({} UTC)", at.strftime("%a"), at.strftime(form), utc.strftime(form)),
    }
}

/// A time that can be passed to [`parse_time`] again, exact and unambiguous.
pub fn input_form(at: &Zoned) -> String {
    let plain = format!("{} {}", at.strftime("%Y-%m-%d %H:%M"), name(at));
    match parse_time(&plain, at) {
        Ok(same) if same.timestamp() == at.timestamp() => plain,
        _ => at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    }
}

/// The zone's name, or its offset.
fn name(at: &Zoned) -> String {
    // UTC has several names in the database.
    if matches!(at.time_zone().iana_name(), Some("Etc/UTC" | "Etc/UCT" | "UCT" | "Zulu")) {
        return "UTC".to_owned();
    }
    at.time_zone().iana_name().map_or_else(|| at.strftime("%:z").to_string(), str::to_owned)
}
