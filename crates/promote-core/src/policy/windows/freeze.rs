//! One-off freezes.

use jiff::tz::Disambiguation;
use jiff::{Timestamp, Zoned};

use super::read::Misread;
use super::zone::{Moment, moment};

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
    pub(crate) fn read_from(text: &str) -> Result<Zoned, Misread> {
        instant(text, Disambiguation::Earlier)
    }

    /// Reads where it ends.
    ///
    /// # Errors
    /// Where it is no instant.
    pub(crate) fn read_to(text: &str) -> Result<Zoned, Misread> {
        instant(text, Disambiguation::Later)
    }
}

fn instant(text: &str, disambiguation: Disambiguation) -> Result<Zoned, Misread> {
    let wall = match moment(text)? {
        Moment::Instant(at) => return Ok(at),
        Moment::Wall(wall, Some(zone)) => zone.into_ambiguous_zoned(wall).disambiguate(disambiguation).ok(),
        Moment::Wall(_, None) => {
            let message = format!("'{text}' has no zone; write '{text}[Europe/Berlin]', or with 'Z' for UTC");
            return Err(Misread::whole(message));
        }
    };
    wall.ok_or_else(|| Misread::whole(format!("'{text}' is beyond the end of time")))
}
