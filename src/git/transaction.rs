//! Refs, moved: all of them or none, each with its expected old value.
//!
//! One `git update-ref --stdin` does start, prepare and commit. What is not atomic: the objects,
//! which were flushed before, and the checkout, which follows after. Both can be done again.

use std::path::PathBuf;

use super::error::{GitError, TransactionError};
use super::repo::Repo;
use crate::model::ObjectId;

/// What a ref must be for its move to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It must not exist.
    Absent,
    /// It must be this.
    Is(ObjectId),
}

/// One ref's move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefUpdate {
    /// The full name.
    pub name: String,
    /// What it must be.
    pub old: Expected,
    /// What it becomes.
    pub new: ObjectId,
}

const ABSENT: &str = "0000000000000000000000000000000000000000";

impl Repo {
    /// Moves refs in one transaction. `reflog` is the message for their logs.
    ///
    /// # Errors
    /// Where nothing was moved: a lost race, a lock, a refusal.
    pub fn transaction(&self, updates: &[RefUpdate], reflog: &str) -> Result<(), TransactionError> {
        let mut input = String::from("start\n");
        for RefUpdate { name, old, new } in updates {
            let old = match old {
                Expected::Absent => ABSENT.to_owned(),
                Expected::Is(id) => id.to_string(),
            };
            input.push_str(&format!("update {name} {new} {old}\n"));
        }
        input.push_str("prepare\ncommit\n");
        let flush = ["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync"];
        let command = self.git().args(flush).args(["update-ref", "-m", reflog, "--stdin"]).input(input);
        let output = command.run().map_err(GitError::from)?;
        if output.ok() {
            return Ok(());
        }
        Err(self.why_not(updates, &output.words()))
    }

    /// Which of the reasons it was: first what the refs are now, then git's words.
    fn why_not(&self, updates: &[RefUpdate], words: &str) -> TransactionError {
        for RefUpdate { name, old, .. } in updates {
            let Ok(now) = self.resolve(name) else { continue };
            let moved = match old {
                Expected::Absent => now.is_some(),
                Expected::Is(id) => now != Some(*id),
            };
            if moved {
                return TransactionError::LostRace { name: name.clone() };
            }
        }
        let names = updates.iter().map(|u| u.name.as_str()).collect::<Vec<_>>().join(" and ");
        if let Some(path) = lock_path(words) {
            let name = updates.iter().find(|u| path.to_string_lossy().contains(&u.name));
            let age = path.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
            let name = name.map_or(names, |u| u.name.clone());
            return TransactionError::Locked { name, path, age: age.map(|a| a.as_secs()) };
        }
        TransactionError::Refused { names, words: words.trim_start_matches("fatal: ").to_owned() }
    }
}

/// `Unable to create '/path/x.lock': File exists.`
fn lock_path(words: &str) -> Option<PathBuf> {
    let (_, rest) = words.split_once("Unable to create '")?;
    let (path, rest) = rest.split_once("': ")?;
    rest.starts_with("File exists").then(|| PathBuf::from(path))
}
