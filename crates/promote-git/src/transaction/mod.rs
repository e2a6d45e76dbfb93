//! Moving refs: several at once, each from an expected value.
//!
//! What `git update-ref --stdin` is told, with NUL for line ends:
//!
//! ```text
//! start
//! update refs/heads/production NEW OLD       Is(OLD)  -> NEW
//! create refs/heads/promotions NEW           Absent   -> NEW
//! verify refs/heads/main OLD                 Is(OLD)  -> OLD
//! prepare                                    all refs locked and compared, the hook asked: from here on it can only succeed
//! commit
//! ```
//!
//! All or none holds against everybody who plays by git's rules. Against `kill -9` it does not, quite: with the files backend
//! `commit` renames one lock file after the other, so that a kill in between leaves the first refs moved and a stale lock at the
//! next. Whoever needs more must be able to tell from the refs what is missing, and complete it.

mod failure;

use std::fs::File;
use std::time::Duration;

use super::Repo;
use super::error::GitError;
use super::stale::Stale;
use promote_model::ObjectId;

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

/// The refs were not moved.
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
    /// A lock file stands in the way.
    #[error(transparent)]
    Locked(Stale),
    /// Another of our commands is at work, and has been for longer than anybody waits.
    #[error("another promote is at work in this repository, and has been for {} seconds", waited.as_secs())]
    Busy {
        /// How long it was waited for.
        waited: Duration,
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

impl TransactionError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Locked(stale) => Some(stale.hint()),
            Self::Busy { .. } => Some("wait for it, or end it; its lock ends with it".to_owned()),
            Self::LostRace { .. } => Some("run the command again: it starts from what is there now".to_owned()),
            Self::Git(error) => error.hint(),
            Self::Refused { .. } | Self::ReadOnly { .. } => None,
        }
    }
}

fn at(expected: &Expected) -> String {
    match expected {
        Expected::Absent => "no such ref".to_owned(),
        Expected::Is(id) => id.to_string(),
    }
}

impl RefUpdate {
    fn command(&self) -> String {
        const ZERO: &str = "0000000000000000000000000000000000000000";
        let name = &self.name;
        match (self.old, self.new) {
            (Expected::Absent, Some(new)) => format!("create {name}\0{new}\0"),
            (Expected::Absent, None) => format!("verify {name}\0{ZERO}\0"),
            (Expected::Is(old), Some(new)) if old == new => format!("verify {name}\0{old}\0"),
            (Expected::Is(old), Some(new)) => format!("update {name}\0{new}\0{old}\0"),
            (Expected::Is(old), None) => format!("delete {name}\0{old}\0"),
        }
    }
}

/// How often a lock that may be held is waited for, a second each.
const TRIES: u32 = 6;

/// Flushed as well as git can, and patient with other gits at work.
const CONFIG: [&str; 8] = [
    "-c",
    "core.fsync=all",
    "-c",
    "core.fsyncMethod=fsync",
    "-c",
    "core.filesRefLockTimeout=1000",
    "-c",
    "reftable.lockTimeout=1000",
];

impl Repo {
    /// Moves these refs, all or none, flushed to the disk; `message` goes into the reflogs.
    pub fn transaction(&self, updates: &[RefUpdate], message: &str) -> Result<(), TransactionError> {
        if updates.is_empty() {
            return Ok(());
        }
        if let Some(bad) = updates.iter().find(|update| update.name.contains(['\0', '\n'])) {
            let words = format!("'{}' is not the name of a ref", bad.name.escape_default());
            return Err(GitError::Failed { operation: failure::operation(updates), words }.into());
        }
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match self.try_transaction(updates, message) {
                Err(TransactionError::Locked(stale)) if tries > 0 && stale.is_young() => {}
                outcome => return outcome,
            }
        }
    }

    fn try_transaction(&self, updates: &[RefUpdate], message: &str) -> Result<(), TransactionError> {
        let commands: String = updates.iter().map(RefUpdate::command).collect();
        // git takes an empty message for a mistake.
        let log: &[&str] = if message.trim().is_empty() { &[] } else { &["-m", message] };
        let call = self.git(failure::operation(updates)).args(CONFIG).args(["update-ref"]).args(log);
        let call = call.args(["--stdin", "-z"]);
        let output = call.stdin(format!("start\0{commands}prepare\0commit\0")).run()?;
        if output.success() && output.stdout.ends_with(b"commit: ok\n") {
            self.flush_names(updates);
            return Ok(());
        }
        Err(failure::explain(self, updates, &output))
    }

    /// git flushes a loose ref's file but not its directory, so that a power cut could still bring the old file back.
    fn flush_names(&self, updates: &[RefUpdate]) {
        let mut dirs: Vec<_> = updates
            .iter()
            .filter_map(|update| Some(self.common_dir().join(&update.name).parent()?.to_owned()))
            .collect();
        dirs.sort();
        dirs.dedup();
        for dir in dirs {
            // There is no such directory with reftable; and the refs are moved whether this works or not.
            let _ = File::open(dir).and_then(|dir| dir.sync_all());
        }
    }
}
