//! The next opening, computed exactly: it is open, and no earlier instant is.
//!
//! A closed environment can only open when the local time reaches the start of a window, when the local time jumps, or
//! when a freeze ends. There are few such instants, and each is tried.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};

use super::{Calendar, Window};

/// Windows repeat weekly, but a day may lack an hour, and a zone may skip a day: five weeks cover every case.
const DAYS: i64 = 35;

/// The first opening at `from` or later.
fn next(calendar: &Calendar, from: Timestamp) -> Option<Zoned> {
    let mut at = from.to_zoned(TimeZone::UTC);
    // Each iteration passes one freeze, or returns.
    for _ in 0..=calendar.freezes.len() {
        at = in_window(calendar, at)?;
        match calendar.frozen(at.timestamp()).map(|freeze| &freeze.to).max_by_key(|to| to.timestamp()) {
            None => return Some(at),
            Some(end) => at = end.clone(),
        }
    }
    None
}

/// The first opening without regard to freezes. Without windows the zone is the one of `from`.
fn in_window(calendar: &Calendar, from: Zoned) -> Option<Zoned> {
    if calendar.windows.is_empty() {
        return Some(from);
    }
    let next = |window: &Window| Some(window.next(from.timestamp())?.to_zoned(window.zone.clone()));
    // If two windows open at the same time, the first one is used.
    calendar.windows.iter().filter_map(next).min_by_key(Zoned::timestamp)
}

impl Calendar {
    /// The first opening at `from` or later, in the zone of its window; `None` if there is none.
    pub fn next_opening(&self, from: Timestamp) -> Option<Zoned> {
        next(self, from)
    }
}

impl Window {
    /// The first instant at `from` or later at which the window is open.
    fn next(&self, from: Timestamp) -> Option<Timestamp> {
        if self.is_open(from) {
            return Some(from);
        }
        let end = from.checked_add((DAYS * 24).hours()).unwrap_or(Timestamp::MAX);
        let jumps = self.zone.following(from).map(|transition| transition.timestamp());
        let jump = jumps.take_while(|at| *at <= end).find(|at| self.is_open(*at));
        jump.into_iter().chain(self.begins(from)).min()
    }

    /// The first instant from then on with the local time of a start.
    fn begins(&self, from: Timestamp) -> Option<Timestamp> {
        let today = self.zone.to_datetime(from).date();
        // If the clock is set back over midnight, yesterday repeats.
        let dates = today.yesterday().unwrap_or(today).series(1.day()).take(usize::try_from(DAYS).unwrap_or_default());
        let of = |date: Date| {
            let starts = self.hours.iter().map(move |hours| date.at(0, 0, 0, 0) + i64::from(hours.from).minutes());
            starts.flat_map(|wall| self.instants(wall)).filter(|at| *at >= from && self.is_open(*at)).min()
        };
        let mut found = dates.filter_map(of);
        // The start on the following day may still be earlier.
        let first = found.next()?;
        Some(found.next().map_or(first, |second| second.min(first)))
    }

    /// The instants with this local time: one, two or none.
    fn instants(&self, wall: DateTime) -> impl Iterator<Item = Timestamp> {
        let (one, other) = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => (Some(offset), None),
            AmbiguousOffset::Fold { before, after } => (Some(before), Some(after)),
            AmbiguousOffset::Gap { .. } => (None, None),
        };
        one.into_iter().chain(other).filter_map(move |offset| offset.to_timestamp(wall).ok())
    }
}
