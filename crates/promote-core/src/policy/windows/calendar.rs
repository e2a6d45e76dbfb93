//! When an environment may be written to: its windows and freezes.

use jiff::tz::Disambiguation;
use jiff::{Timestamp, Zoned};

use super::zone::{Moment, moment};
use super::{TimeError, Window};

/// The windows and freezes of an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The windows; without any it is always open.
    pub(crate) windows: Vec<Window>,
    /// The freezes, which take precedence.
    pub(crate) freezes: Vec<Freeze>,
}

impl Calendar {
    /// Whether there are no windows and no freezes.
    pub fn is_always_open(&self) -> bool {
        self.windows.is_empty() && self.freezes.is_empty()
    }

    /// Whether the environment may be written to at `at`.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.is_in_window(at) && self.frozen(at).next().is_none()
    }

    /// Whether a window is open, or there are no windows.
    pub(crate) fn is_in_window(&self, at: Timestamp) -> bool {
        self.windows.is_empty() || self.windows.iter().any(|window| window.is_open(at))
    }

    /// The freezes in force at `at`.
    pub(crate) fn frozen(&self, at: Timestamp) -> impl Iterator<Item = &Freeze> {
        self.freezes.iter().filter(move |freeze| freeze.covers(at))
    }
}

/// A period without promotions, regardless of windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Freeze {
    /// The name.
    pub(crate) name: String,
    /// The first instant.
    pub(crate) from: Zoned,
    /// The first instant after it.
    pub(crate) to: Zoned,
}

impl Freeze {
    /// Whether the freeze is in force at `at`.
    pub(crate) fn covers(&self, at: Timestamp) -> bool {
        self.from.timestamp() <= at && at < self.to.timestamp()
    }

    /// Parses the start. A time that the zone skips or repeats is taken as the earlier instant, and as the later one at
    /// the end: in doubt it is frozen.
    ///
    /// # Errors
    /// If it is not an instant.
    pub(crate) fn read_from(text: &str) -> Result<Zoned, TimeError> {
        instant(text, Disambiguation::Earlier)
    }

    /// Parses the end.
    ///
    /// # Errors
    /// If it is not an instant.
    pub(crate) fn read_to(text: &str) -> Result<Zoned, TimeError> {
        instant(text, Disambiguation::Later)
    }
}

fn instant(text: &str, disambiguation: Disambiguation) -> Result<Zoned, TimeError> {
    let wall = match moment(text)? {
        Moment::Instant(at) => return Ok(at),
        Moment::Wall(wall, Some(zone)) => zone.into_ambiguous_zoned(wall).disambiguate(disambiguation).ok(),
        Moment::Wall(_, None) => {
            let message = format!("'{text}' has no time zone; write '{text}[Europe/Berlin]', or '{text}Z' for UTC");
            return Err(TimeError::whole(message));
        }
    };
    wall.ok_or_else(|| TimeError::whole(format!("'{text}' is out of range")))
}
