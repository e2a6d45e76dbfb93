//! Times for people.

use jiff::{Timestamp, Zoned};

use promote_core::policy::windows;

/// A time, to the second, in UTC: the same for everybody who reads it.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A time on its own clock and in UTC.
pub(crate) fn both(at: &Zoned) -> String {
    windows::display_time(at)
}
