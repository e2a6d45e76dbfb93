//! Processes: the only place that starts one, always with a time limit, a process group and bounded output.
//!
//! ```no_run
//! use promote_git::exec::Command;
//! let output = Command::new("git").args(["version"]).run()?;
//! assert!(output.success());
//! # Ok::<(), promote_git::exec::ExecError>(())
//! ```
//!
//! A program gets its input from memory and its output is returned whole; it never inherits the terminal. It leads
//! a process group of its own, so that a time limit ends the helpers that it started, too: first asked (`SIGTERM`,
//! so that git removes its lock files), then forced (`SIGKILL`).

mod command;
mod error;
mod interrupt;
mod limit;
mod pump;

pub use command::{Command, Output, Running};
pub use error::ExecError;
pub use interrupt::{Held, Interrupt};
pub use limit::{limit_memory, limit_time};
