//! Moving refs: several at once, each from an expected value, all or none.

use std::path::PathBuf;
use std::time::Duration;

use super::Repo;
use super::error::GitError;
use crate::model::ObjectId;

/// What a ref must hold for the update to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The ref does not exist.
    Absent,
    /// The ref holds this object.
    Is(ObjectId),
}

/// One ref to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefUpdate {
    /// Its full name.
    pub name: String,
    /// What it must hold now.
    pub old: Expected,
    /// What it shall hold; `None` deletes it. The same as `old` only checks it.
    pub new: Option<ObjectId>,
}

/// Refs were not moved; none of them was.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// Somebody else moved the ref first.
    #[error("{name} was moved by somebody else: expected {}, found {}", at(expected), at(now))]
    LostRace {
        /// The ref.
        name: String,
        /// What it should have held.
        expected: Expected,
        /// What it holds.
        now: Expected,
    },
    /// A lock file stands in the way; one that stays was left by a git that was killed.
    #[error("{} is locked by {} ({} old)", name, path.display(), age_text(*age))]
    Locked {
        /// The ref, or what else is locked.
        name: String,
        /// The lock file.
        path: PathBuf,
        /// How long ago it was made, where that can be told.
        age: Option<Duration>,
    },
    /// The repository's `reference-transaction` hook said no.
    #[error("the repository's reference-transaction hook refused: {words}")]
    Refused {
        /// What the hook said.
        words: String,
    },
    /// The repository cannot be written to.
    #[error("the repository cannot be written to: {words}")]
    ReadOnly {
        /// What git said.
        words: String,
    },
    /// Anything else.
    #[error(transparent)]
    Git(#[from] GitError),
}

fn at(expected: &Expected) -> String {
    match expected {
        Expected::Absent => "no such ref".to_owned(),
        Expected::Is(id) => id.to_string(),
    }
}

fn age_text(age: Option<Duration>) -> String {
    age.map_or_else(|| "?".to_owned(), |age| format!("{} s", age.as_secs()))
}

impl Repo {
    /// Moves these refs, all or none, flushed to the disk; `message` goes into the reflogs.
    pub fn transaction(&self, updates: &[RefUpdate], message: &str) -> Result<(), TransactionError> {
        let _ = (updates, message);
        todo!()
    }
}
