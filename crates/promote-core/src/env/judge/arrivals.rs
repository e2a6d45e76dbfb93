//! Moments at which keys of a file came to agree: what was promoted while another key waited.

use std::collections::HashSet;

use super::prints::Content;
use super::state::JointState;

/// A moment at which keys of the target took the source's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// The position of the state after it, from the newest.
    pub(super) at: usize,
    /// The keys of the source that they came from.
    pub(super) source: Content,
}

/// The arrivals, newest first.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    found: Vec<Arrival>,
    /// The target's keys in newer states.
    later: HashSet<Content>,
}

impl Arrivals {
    /// Compares two neighbouring states; `at` is the position of the newer one. What was taken back whole does not count.
    pub(super) fn step(&mut self, newer: &JointState, older: &JointState, at: usize) {
        let (Some(source), Some(target), Some(was), Some(from)) =
            (&newer.source, &newer.target, &older.target, &older.source)
        else {
            return;
        };
        let (now, before) = (target.prints.content(), was.prints.content());
        self.later.insert(now);
        if now == before || self.later.contains(&before) {
            return;
        }
        let agrees = |(key, value)| {
            source.prints.get(key) == Some(value)
                && was.prints.get(key) != Some(value)
                && from.prints.get(key) != was.prints.get(key)
        };
        if target.prints.iter().filter(|(key, _)| !super::prints::is_whole(*key)).any(agrees) {
            self.found.push(Arrival { at, source: source.prints.content() });
        }
    }

    /// How often a key was left out, of which the source has had the value since the state at `since`, with the keys
    /// `arrived`. What came from one state of the source counts once, and what came with the key does not count.
    pub(super) fn passed(&self, since: usize, arrived: Content) -> u32 {
        let (mut last, mut count) = (arrived, 0);
        for arrival in self.found.iter().rev().filter(|arrival| arrival.at <= since) {
            if arrival.source != last {
                count += 1;
                last = arrival.source;
            }
        }
        count
    }
}
