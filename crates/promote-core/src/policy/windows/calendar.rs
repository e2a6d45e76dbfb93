//! When an environment may be written to: its windows, and its freezes.

use jiff::tz::Disambiguation;
use jiff::{Timestamp, Zoned};

use super::zone::{Moment, moment};
use super::{TimeError, Window};

/// When an environment may be written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// When it is open; always, where there is none.
    pub(crate) windows: Vec<Window>,
    /// When it is closed all the same.
    pub(crate) freezes: Vec<Freeze>,
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
}

/// A time in which nothing is promoted, whatever the windows say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Freeze {
    /// Its name.
    pub(crate) name: String,
    /// Its first instant.
    pub(crate) from: Zoned,
    /// The first one after it.
    pub(crate) to: Zoned,
}

impl Freeze {
    /// Whether it is that time.
    pub(crate) fn covers(&self, at: Timestamp) -> bool {
        self.from.timestamp() <= at && at < self.to.timestamp()
    }

    /// Reads where it begins. A time that its zone skips or shows twice is the earlier one, and at the end the later
    /// one: in doubt it is frozen.
    ///
    /// # Errors
    /// Where it is no instant.
    pub(crate) fn read_from(text: &str) -> Result<Zoned, TimeError> {
        instant(text, Disambiguation::Earlier)
    }

    /// Reads where it ends.
    ///
    /// # Errors
    /// Where it is no instant.
    pub(crate) fn read_to(text: &str) -> Result<Zoned, TimeError> {
        instant(text, Disambiguation::Later)
    }
}

fn instant(text: &str, disambiguation: Disambiguation) -> Result<Zoned, TimeError> {
    let wall = match moment(text)? {
        Moment::Instant(at) => return Ok(at),
        Moment::Wall(wall, Some(zone)) => zone.into_ambiguous_zoned(wall).disambiguate(disambiguation).ok(),
        Moment::Wall(_, None) => {
            let message = format!("'{text}' has no zone; write '{text}[Europe/Berlin]', or with 'Z' for UTC");
            return Err(TimeError::whole(message));
        }
    };
    wall.ok_or_else(|| TimeError::whole(format!("'{text}' is beyond the end of time")))
}
