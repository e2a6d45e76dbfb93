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

mod calendar;
mod error;
mod opening;
#[cfg(test)]
mod tests;
mod time;
mod window;
mod zone;

pub use calendar::Calendar;
pub(crate) use calendar::Freeze;
pub use error::TimeError;
pub use time::{display_time, input_form, parse_duration, parse_time};
pub(crate) use window::Window;
