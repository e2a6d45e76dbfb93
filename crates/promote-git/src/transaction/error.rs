//! Errors of a ref transaction.

use std::time::Duration;

use super::super::error::GitError;
use super::super::stale_lock::StaleLock;
use super::update::Expected;

/// A ref transaction failed. No ref was moved, except with [`Self::Partial`] and perhaps [`Self::Unknown`].
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// The ref was moved by another process.
    #[error("{name} was moved by another process: expected {}, found {}", value(expected), value(actual))]
    LostRace {
        /// The ref.
        name: String,
        /// The expected value.
        expected: Expected,
        /// The actual value.
        actual: Expected,
    },
    /// A lock file exists.
    #[error(transparent)]
    Locked(StaleLock),
    /// Another promote process held the checkout lock for too long.
    #[error("another promote process has been running in this repository for {} s", waited.as_secs())]
    Busy {
        /// The time spent waiting.
        waited: Duration,
    },
    /// The repository's `reference-transaction` hook declined.
    #[error("the repository's reference-transaction hook declined the update: {message}")]
    Refused {
        /// The hook's message.
        message: String,
    },
    /// The repository is not writable.
    #[error("the repository is not writable: {message}")]
    ReadOnly {
        /// git's message.
        message: String,
    },
    /// git failed after it had moved some of the refs.
    #[error("only {} moved", moved.join(", "))]
    Partial {
        /// The refs that were moved.
        moved: Vec<String>,
        /// The error of git.
        #[source]
        error: Box<TransactionError>,
    },
    /// git failed, and the refs cannot be read.
    #[error("{error}; the refs cannot be read, so it is not known whether they were moved")]
    Unknown {
        /// The error of git.
        error: Box<TransactionError>,
    },
    /// Any other git error.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl TransactionError {
    /// A hint for the user.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Locked(lock) => Some(lock.hint()),
            Self::Busy { .. } => {
                Some("wait for the process to finish, or stop it; its lock is released then".to_owned())
            }
            Self::LostRace { .. } => Some("run the command again; it starts from the current state".to_owned()),
            Self::Partial { .. } | Self::Unknown { .. } => {
                Some("run the same command again: it completes what is missing".to_owned())
            }
            Self::Git(error) => error.hint(),
            Self::Refused { .. } | Self::ReadOnly { .. } => None,
        }
    }
}

fn value(expected: &Expected) -> String {
    match expected {
        Expected::Absent => "no such ref".to_owned(),
        Expected::Is(id) => id.to_string(),
    }
}
