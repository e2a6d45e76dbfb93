//! The next opening, worked out exactly: nothing before it is open, and it is.
//!
//! What is closed can only open when the clock on the wall comes to where a window begins, when it jumps, or when a
//! freeze ends. These instants are few, and each is tried.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};

use super::{Calendar, Window};

/// A week has every day, but a day may lack an hour, and a zone a day: after five weeks nothing new comes.
const DAYS: i64 = 35;

/// The first opening at `from` or later.
fn next(calendar: &Calendar, from: Timestamp) -> Option<Zoned> {
    let mut at = from.to_zoned(TimeZone::UTC);
    // Each turn leaves a freeze behind, or finds the answer.
    for _ in 0..=calendar.freezes.len() {
        at = in_window(calendar, at)?;
        match calendar.frozen(at.timestamp()).map(|freeze| &freeze.to).max_by_key(|to| to.timestamp()) {
            None => return Some(at),
            Some(end) => at = end.clone(),
        }
    }
    None
}

/// The same, as if there were no freezes. Without windows the clock is the one that was asked on.
fn in_window(calendar: &Calendar, from: Zoned) -> Option<Zoned> {
    if calendar.windows.is_empty() {
        return Some(from);
    }
    let next = |window: &Window| Some(window.next(from.timestamp())?.to_zoned(window.zone.clone()));
    // Of two that open at once the first one speaks.
    calendar.windows.iter().filter_map(next).min_by_key(Zoned::timestamp)
}

impl Calendar {
    /// The first time from then on that it is open, on the clock of the window that opens; `None` where it never is.
    pub fn next_opening(&self, from: Timestamp) -> Option<Zoned> {
        next(self, from)
    }
}

impl Window {
    /// The first instant at `from` or later at which it is open.
    fn next(&self, from: Timestamp) -> Option<Timestamp> {
        if self.is_open(from) {
            return Some(from);
        }
        let end = from.checked_add((DAYS * 24).hours()).unwrap_or(Timestamp::MAX);
        let jumps = self.zone.following(from).map(|transition| transition.timestamp());
        let jump = jumps.take_while(|at| *at <= end).find(|at| self.is_open(*at));
        jump.into_iter().chain(self.begins(from)).min()
    }

    /// The first time from then on that the clock shows where it begins.
    fn begins(&self, from: Timestamp) -> Option<Timestamp> {
        let today = self.zone.to_datetime(from).date();
        // Where the clock goes back over midnight, yesterday comes again.
        let dates = today.yesterday().unwrap_or(today).series(1.day()).take(usize::try_from(DAYS).unwrap_or_default());
        let of = |date: Date| {
            let starts = self.hours.iter().map(move |hours| date.at(0, 0, 0, 0) + i64::from(hours.from).minutes());
            starts.flat_map(|wall| self.instants(wall)).filter(|at| *at >= from && self.is_open(*at)).min()
        };
        let mut found = dates.filter_map(of);
        // And so the day after the first one may still come before it.
        let first = found.next()?;
        Some(found.next().map_or(first, |second| second.min(first)))
    }

    /// When the clock shows this: once, twice or never.
    fn instants(&self, wall: DateTime) -> impl Iterator<Item = Timestamp> {
        let (one, other) = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => (Some(offset), None),
            AmbiguousOffset::Fold { before, after } => (Some(before), Some(after)),
            AmbiguousOffset::Gap { .. } => (None, None),
        };
        one.into_iter().chain(other).filter_map(move |offset| offset.to_timestamp(wall).ok())
    }
}
