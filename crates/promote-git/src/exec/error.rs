//! Errors of running a process. A nonzero exit status is not one of them; the caller interprets it.

use std::io;
use std::time::Duration;

/// A process could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// The program does not exist.
    #[error("the program '{program}' is not installed or not on the PATH")]
    NotFound {
        /// The program.
        program: String,
    },
    /// The process exceeded its time limit and was killed with its children.
    #[error("'{program}' exceeded its time limit of {} s and was stopped", limit.as_secs_f64())]
    TimedOut {
        /// The program.
        program: String,
        /// The time limit.
        limit: Duration,
    },
    /// The user interrupted this program; the process was killed with its children.
    #[error("'{program}' was interrupted")]
    Interrupted {
        /// The program.
        program: String,
    },
    /// The process exceeded its output limit and was killed.
    #[error("'{program}' wrote more than {limit} bytes and was stopped")]
    TooMuchOutput {
        /// The program.
        program: String,
        /// The limit in bytes, for standard output and standard error each.
        limit: usize,
    },
    /// The system could not start the process or use its pipes.
    #[error("'{program}' could not be run")]
    Io {
        /// The program.
        program: String,
        /// The system error.
        #[source]
        source: io::Error,
    },
}
