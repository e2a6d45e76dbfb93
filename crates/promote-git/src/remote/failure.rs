//! Why a remote did not do what it was asked to. Lost races, refusals and silence ask for different things, and git has
//! one exit status for all of them.

use std::time::Duration;

use super::super::RefUpdate;
use super::super::error::GitError;
use super::super::stale::Stale;
use super::refusal::{Refusal, is_shut};
use super::report::{Rejected, Report};
use crate::exec::ExecError;
use promote_model::text::how_long;

/// The remote could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// This repository knows no remote of that name.
    #[error("this repository has no remote '{name}'")]
    Unknown {
        /// The name.
        name: String,
    },
    /// It did not answer.
    #[error("the remote '{name}' could not be reached: {words}")]
    Unreachable {
        /// The remote.
        name: String,
        /// What git said.
        words: String,
    },
    /// It did not let us in.
    #[error("the remote '{name}' does not let you in: {words}")]
    Shut {
        /// The remote.
        name: String,
        /// What git said.
        words: String,
    },
    /// A lock in this clone, left by a killed fetch.
    #[error(transparent)]
    Locked(Stale),
    /// It took too long.
    #[error("the remote '{name}' did not answer within {}", how_long(limit.as_secs()))]
    TimedOut {
        /// The remote.
        name: String,
        /// The time that it had.
        limit: Duration,
    },
    /// Something is wrong on this side.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// Nothing was moved at the remote, as far as is known.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Somebody else moved a branch first.
    #[error("{name} was moved at the remote by somebody else ({reason})")]
    LostRace {
        /// The ref.
        name: String,
        /// What git said of it.
        reason: String,
        /// What the remote said besides.
        words: String,
    },
    /// The remote, or a hook, does not let this ref be moved by us.
    #[error("{}", kind.sentence(remote, name, reason))]
    Refused {
        /// What kind of refusal it is.
        kind: Refusal,
        /// The remote.
        remote: String,
        /// The ref.
        name: String,
        /// What git said of it.
        reason: String,
        /// What the remote said besides, a line each.
        words: String,
    },
    /// It cannot move several branches in one step.
    #[error("the remote '{remote}' cannot move several branches in one step (atomic push)")]
    NotAtomic {
        /// The remote.
        remote: String,
    },
    /// It was not asked, or its answer did not arrive: it may have done it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl RemoteError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { name } => Some(format!("git remote add {name} URL")),
            Self::Unreachable { name, .. } => Some(format!("see whether git can reach it: git ls-remote {name}")),
            Self::Locked(stale) => Some(stale.hint()),
            Self::Shut { name, .. } => Some(format!(
                "see whether git is let in: git ls-remote {name}; where nobody can type, a credential helper or a key must answer"
            )),
            Self::TimedOut { .. } => {
                Some("give it more time: git config promote.timeout SECONDS, or PROMOTE_TIMEOUT".to_owned())
            }
            Self::Git(error) => error.hint(),
        }
    }

    /// It ended without an answer: not reached, or not let in.
    pub(super) fn of_words(name: &str, words: String) -> Self {
        if let Some(stale) = Stale::in_words(&words) {
            return Self::Locked(stale);
        }
        let name = name.to_owned();
        if is_shut(&words) { Self::Shut { name, words } } else { Self::Unreachable { name, words } }
    }

    pub(super) fn of_call(name: &str, error: GitError) -> Self {
        match error {
            GitError::Exec { source: ExecError::TimedOut { limit, .. }, .. } => {
                Self::TimedOut { name: name.to_owned(), limit }
            }
            error => Self::Git(error),
        }
    }
}

/// Reasons that mean that the ref is not where we thought. The remote's own come from two pushes that meet there: the
/// later one finds the ref moved, or locked.
const MOVED: [&str; 8] = [
    "stale info",
    "fetch first",
    "non-fast-forward",
    "already exists",
    "failed to update ref",
    "incorrect old value",
    "atomic transaction failed",
    "transaction failed",
];

/// `order` is that of the refs that were to move: the ledger's stands last.
pub(super) fn explain(
    remote: &str,
    order: &[RefUpdate],
    report: Report,
    unreachable: impl FnOnce() -> RemoteError,
) -> PushError {
    if report.words.contains("does not support --atomic") {
        return PushError::NotAtomic { remote: remote.to_owned() };
    }
    let Some(culprit) = culprit(order, &report) else { return PushError::Remote(unreachable()) };
    let (name, reason, words) = (culprit.name.clone(), culprit.reason.clone(), report.remote_words.clone());
    if MOVED.contains(&reason.as_str()) || reason.contains("cannot lock ref") {
        return PushError::LostRace { name, reason, words };
    }
    PushError::refused(remote, name, reason, words)
}

/// The ref that the refusal is about. Hooks that look at the whole push refuse all of its refs in the same words: then it
/// is the one that the remote names, or else the first.
fn culprit<'r>(order: &[RefUpdate], report: &'r Report) -> Option<&'r Rejected> {
    let mut culprits: Vec<&Rejected> = report.culprits().collect();
    if culprits.is_empty() {
        culprits = report.rejected.iter().collect();
    }
    culprits.sort_by_key(|rejected| order.iter().position(|update| update.name == rejected.name));
    let named = |rejected: &&&Rejected| {
        let branch = rejected.name.strip_prefix("refs/heads/").unwrap_or(&rejected.name);
        let within = |c: char| c.is_alphanumeric() || "-_/.".contains(c);
        let words = report.remote_words.split(|c| !within(c)).map(|word| word.trim_end_matches('.'));
        words.into_iter().any(|word| word == rejected.name || word == branch)
    };
    culprits.iter().find(named).or(culprits.first()).copied()
}

impl PushError {
    /// A refusal, whose kind the words tell.
    pub fn refused(remote: &str, name: String, reason: String, words: String) -> Self {
        Self::Refused { kind: Refusal::of(&reason, &words), remote: remote.to_owned(), name, reason, words }
    }
}

/// What git and the remote said of the connection, without prefixes and advice.
pub(super) fn words(stderr: &[u8]) -> String {
    const ADVICE: [&str; 3] = ["Please make sure you have", "and the repository exists", "hint:"];
    let text = String::from_utf8_lossy(stderr);
    let telling = |line: &&str| {
        let known = ADVICE.iter().any(|advice| line.starts_with(advice)) || line.starts_with("error: failed to push");
        !line.trim().is_empty() && !known
    };
    let bare = |line: &str| {
        line.trim_start_matches("remote: ")
            .trim_start_matches("fatal: ")
            .trim_start_matches("error: ")
            .trim_end()
            .to_owned()
    };
    let lines: Vec<String> = text.lines().filter(telling).map(bare).collect();
    if lines.is_empty() { "git gave no reason".to_owned() } else { lines.join("; ") }
}
