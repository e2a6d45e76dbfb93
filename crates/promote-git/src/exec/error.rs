//! What can go wrong around a process; a status other than zero is not among it, that is for the caller to judge.

use std::io;
use std::time::Duration;

/// The process could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// There is no such program.
    #[error("the program '{program}' is not installed, or not on the PATH")]
    NotFound {
        /// The program as it was asked for.
        program: String,
    },
    /// It ran longer than it was allowed to, and was ended with all that it started.
    #[error("'{program}' was stopped: it ran for more than {} seconds", limit.as_secs_f64())]
    TimedOut {
        /// The program as it was asked for.
        program: String,
        /// The limit that it passed.
        limit: Duration,
    },
    /// Somebody interrupted us; it was ended with all that it started.
    #[error("'{program}' was stopped: it was interrupted")]
    Interrupted {
        /// The program as it was asked for.
        program: String,
    },
    /// It wrote more than the caller is ready to hold in memory, and was ended.
    #[error("'{program}' was stopped: it wrote more than {limit} bytes")]
    TooMuchOutput {
        /// The program as it was asked for.
        program: String,
        /// The limit in bytes, on standard output and standard error each.
        limit: usize,
    },
    /// The operating system refused to start it or to talk to it.
    #[error("'{program}' could not be run")]
    Io {
        /// The program as it was asked for.
        program: String,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
}
