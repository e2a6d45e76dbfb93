//! Running processes, always with a time limit, a process group and bounded output. No other module starts one.
//!
//! ```no_run
//! use promote_git::exec::Command;
//! let output = Command::new("git").args(["version"]).run()?;
//! assert!(output.success());
//! # Ok::<(), promote_git::exec::ExecError>(())
//! ```
//!
//! Input comes from memory and output is returned whole; the standard streams are never inherited, except by the pager and the editor. Each process leads
//! its own process group, so that a time limit also ends its children: first with `SIGTERM`, so that git removes its
//! lock files, then with `SIGKILL`.

mod command;
mod deadline;
mod editor;
mod error;
mod interrupt;
mod limit;
mod pager;
mod pump;

pub use command::{Command, Output, Running};
pub use deadline::Deadline;
pub use editor::Editor;
pub use error::ExecError;
pub use interrupt::{Interrupt, InterruptGuard};
pub use limit::{limit_memory, limit_time};
pub use pager::Pager;

#[cfg(test)]
mod tests;
