//! Errors of a remote. Lost races, refusals and timeouts need different reactions, but git has one exit status for all.

use std::time::Duration;

use super::super::error::GitError;
use super::super::stale_lock::StaleLock;
use super::refusal::{Refusal, is_access_denied};
use crate::exec::ExecError;
use promote_model::text::rough_duration;

/// A remote could not be reached or read.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// The repository has no remote of that name.
    #[error("this repository has no remote '{name}'")]
    Unknown {
        /// The name.
        name: String,
    },
    /// The remote did not answer.
    #[error("the remote '{name}' could not be reached: {message}")]
    Unreachable {
        /// The remote.
        name: String,
        /// git's message.
        message: String,
    },
    /// The remote denied access.
    #[error("the remote '{name}' denied access: {message}")]
    AccessDenied {
        /// The remote.
        name: String,
        /// git's message.
        message: String,
    },
    /// A lock file in this clone, left by a killed fetch.
    #[error(transparent)]
    Locked(StaleLock),
    /// The remote did not answer in time.
    #[error("the remote '{name}' did not answer within {}", rough_duration(limit.as_secs()))]
    TimedOut {
        /// The remote.
        name: String,
        /// The time limit.
        limit: Duration,
    },
    /// A local git error.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// A push failed. As far as is known, no ref was moved at the remote.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The ref was moved at the remote after it was read.
    #[error("{name} was moved at the remote by another push ({reason})")]
    LostRace {
        /// The ref.
        name: String,
        /// git's reason.
        reason: String,
        /// The remote's own messages.
        message: String,
    },
    /// The remote, or one of its hooks, rejected the update.
    #[error("{}", kind.sentence(remote, name, reason))]
    Refused {
        /// The kind of refusal.
        kind: Refusal,
        /// The remote.
        remote: String,
        /// The ref.
        name: String,
        /// git's reason.
        reason: String,
        /// The remote's own messages, one per line.
        message: String,
    },
    /// The remote does not support atomic pushes.
    #[error("the remote '{remote}' does not support atomic pushes")]
    NotAtomic {
        /// The remote.
        remote: String,
    },
    /// The remote does not take push options.
    #[error("the remote '{remote}' does not take push options")]
    NoPushOptions {
        /// The remote.
        remote: String,
    },
    /// The remote was not reached or its answer was lost; the refs may have moved.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl RemoteError {
    /// A hint for the user.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { name } => Some(format!("git remote add {name} URL")),
            Self::Unreachable { name, .. } => Some(format!("check the connection: git ls-remote {name}")),
            Self::Locked(lock) => Some(lock.hint()),
            Self::AccessDenied { name, .. } => Some(format!(
                "check the access: git ls-remote {name} (without a terminal, git needs a credential helper or a key)"
            )),
            Self::TimedOut { .. } => {
                Some("raise the time limit: git config promote.timeout SECONDS, or set PROMOTE_TIMEOUT".to_owned())
            }
            Self::Git(error) => error.hint(),
        }
    }

    /// The error for a git call that failed without an answer from the remote.
    pub(super) fn from_message(name: &str, message: String) -> Self {
        if let Some(lock) = StaleLock::in_message(&message) {
            return Self::Locked(lock);
        }
        let name = name.to_owned();
        if is_access_denied(&message) {
            Self::AccessDenied { name, message }
        } else {
            Self::Unreachable { name, message }
        }
    }

    /// The error for a git call that did not run to its end.
    pub(super) fn of_call(name: &str, error: GitError) -> Self {
        match error {
            GitError::Exec { source: ExecError::TimedOut { limit, .. }, .. } => {
                Self::TimedOut { name: name.to_owned(), limit }
            }
            error => Self::Git(error),
        }
    }
}

impl PushError {
    /// A refusal; its kind is derived from the messages.
    pub fn refused(remote: &str, name: String, reason: String, message: String) -> Self {
        Self::Refused { kind: Refusal::of(&reason, &message), remote: remote.to_owned(), name, reason, message }
    }
}
