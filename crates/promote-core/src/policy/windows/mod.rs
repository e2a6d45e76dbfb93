//! When an environment may be written to: recurring windows, and freezes. Nothing here knows what time it is.
//!
//! ```text
//! "Mon-Fri 09:00-16:00 Europe/Berlin"      open while a clock on a wall in Berlin shows such a time
//! { name, from, to }                       closed from one instant to another; this wins
//! no window at all                         open, but for the freezes
//! ```
//!
//! The clock on the wall settles what daylight saving asks: a time that is skipped is never shown, and one that is
//! shown twice counts both times. What a zone is comes with the program, so that it is the same on every machine.

mod freeze;
mod opening;
mod read;
#[cfg(test)]
mod tests;
mod when;
mod zone;

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

pub(crate) use freeze::Freeze;
pub use read::Misread;
pub use when::{length, time};

/// When an environment may be written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// When it is open; always, where there is none.
    pub(crate) windows: Vec<Window>,
    /// When it is closed all the same.
    pub(crate) freezes: Vec<Freeze>,
}

/// A recurring window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// As it is written.
    pub(crate) text: String,
    /// Where the clock hangs.
    pub(crate) zone: TimeZone,
    /// The days that it begins on, Monday first.
    days: [bool; 7],
    hours: Vec<Hours>,
}

/// From one minute of the day to another; over midnight where that is no later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hours {
    from: u16,
    /// Not any more at this one; 1440 is the day's end.
    to: u16,
}

impl Calendar {
    /// Whether it may be written to then.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.is_in_window(at) && self.frozen(at).next().is_none()
    }

    /// Whether a window is open then, or there is none.
    pub(crate) fn is_in_window(&self, at: Timestamp) -> bool {
        self.windows.is_empty() || self.windows.iter().any(|window| window.is_open(at))
    }

    /// The freezes of that time.
    pub(crate) fn frozen(&self, at: Timestamp) -> impl Iterator<Item = &Freeze> {
        self.freezes.iter().filter(move |freeze| freeze.covers(at))
    }

    /// The first time from then on that it is open, on the clock of the window that opens; `None` where it never is.
    pub fn next_opening(&self, from: Timestamp) -> Option<Zoned> {
        opening::next(self, from)
    }
}

impl Window {
    /// Whether it is open then.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.shows(self.zone.to_datetime(at))
    }

    /// Whether it is open while the clock shows this.
    fn shows(&self, wall: DateTime) -> bool {
        let minute = u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
        let (today, yesterday) = (self.begins_on(wall.weekday()), self.begins_on(wall.weekday().previous()));
        self.hours.iter().any(|hours| match hours.from < hours.to {
            true => today && hours.from <= minute && minute < hours.to,
            false => today && hours.from <= minute || yesterday && minute < hours.to,
        })
    }

    fn begins_on(&self, day: Weekday) -> bool {
        self.days[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }
}

/// A time for people, on its own clock and in UTC: `Tue 2026-11-24 09:00 Europe/Berlin (2026-11-24 08:00 UTC)`.
pub fn shown(at: &Zoned) -> String {
    let utc = at.with_time_zone(TimeZone::UTC);
    let form = if at.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    match name(at).as_str() {
        "UTC" => format!("{} {} UTC", at.strftime("%a"), at.strftime(form)),
        name => format!("{} {} {name} ({} UTC)", at.strftime("%a"), at.strftime(form), utc.strftime(form)),
    }
}

/// A time as it can be typed again, to the second and with no doubt about which one is meant.
pub fn typed(at: &Zoned) -> String {
    let plain = format!("{} {}", at.strftime("%Y-%m-%d %H:%M"), name(at));
    match time(&plain, at) {
        Ok(same) if same.timestamp() == at.timestamp() => plain,
        _ => at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    }
}

/// The zone's name, or its offset.
fn name(at: &Zoned) -> String {
    // Systems call it by several names.
    if matches!(at.time_zone().iana_name(), Some("Etc/UTC" | "Etc/UCT" | "UCT" | "Zulu")) {
        return "UTC".to_owned();
    }
    at.time_zone().iana_name().map_or_else(|| at.strftime("%:z").to_string(), str::to_owned)
}
