//! When an environment may be written to: recurring windows and freezes. The current time is always passed in.
//!
//! ```text
//! "Mon-Fri 09:00-16:00 Europe/Berlin"      open while the local time in Berlin is in this range
//! { name, from, to }                       closed from one instant to another; takes precedence
//! no window                                open, except for freezes
//! ```
//!
//! Windows use local time: a time skipped by daylight saving never occurs, and a repeated one counts both times. Time
//! zones are compiled into the program, so that they are the same on every machine.

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
