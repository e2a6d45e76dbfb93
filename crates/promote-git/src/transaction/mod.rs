//! Moving several refs in one transaction, each from an expected value.
//!
//! The input of `git update-ref --stdin`, with NUL for line ends:
//!
//! ```text
//! start
//! update refs/heads/production NEW OLD       Is(OLD)  -> NEW
//! create refs/heads/promotions NEW           Absent   -> NEW
//! verify refs/heads/main OLD                 Is(OLD)  -> OLD
//! prepare                                    lock and compare the refs, run the hook; after this, commit succeeds
//! commit
//! ```
//!
//! A transaction is atomic for every other git process, but not against `kill -9`: with the files backend, `commit`
//! renames one lock file after the other, so a kill in between leaves the first refs moved and a stale lock at the
//! next. The same holds for a git that fails between the renames. After a failure the refs are read (`settle`): all
//! moved is success, some moved is an error of its own. Callers must be able to detect this state after a kill from the
//! refs, and complete the update.

mod error;
mod explain;
mod settle;
mod update;

use std::fs::File;

use super::Repo;
use super::error::GitError;

use settle::settle;

pub use error::TransactionError;
pub use update::{Expected, RefUpdate};

/// Attempts if another process holds a lock; each waits up to a second.
const TRIES: u32 = 6;

/// Flush everything, and wait for locks of other git processes.
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
    /// Moves the refs, all or none, flushed to disk; `message` goes into the reflogs.
    pub fn transaction(&self, updates: &[RefUpdate], message: &str) -> Result<(), TransactionError> {
        if updates.is_empty() {
            return Ok(());
        }
        if let Some(bad) = updates.iter().find(|update| update.name.contains(['\0', '\n'])) {
            let message = format!("'{}' is not a valid ref name", bad.name.escape_default());
            return Err(GitError::Failed { operation: explain::operation(updates), message }.into());
        }
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match self.try_transaction(updates, message) {
                Err(TransactionError::Locked(lock)) if tries > 0 && lock.is_recent() => {}
                outcome => return outcome,
            }
        }
    }

    fn try_transaction(&self, updates: &[RefUpdate], message: &str) -> Result<(), TransactionError> {
        let commands: String = updates.iter().map(RefUpdate::command).collect();
        // git rejects an empty message.
        let log: &[&str] = if message.trim().is_empty() { &[] } else { &["-m", message] };
        let call = self.git(explain::operation(updates)).args(CONFIG).args(["update-ref"]).args(log);
        let call = call.args(["--stdin", "-z"]);
        let error = match call.stdin(format!("start\0{commands}prepare\0commit\0")).run() {
            Ok(output) if output.success() && output.stdout.ends_with(b"commit: ok\n") => None,
            Ok(output) => Some(explain::explain(self, updates, &output)),
            Err(error) => Some(error.into()),
        };
        if let Some(error) = error {
            // git may have failed, or been killed, after it moved refs: only the refs tell.
            settle(self, updates, error)?;
        }
        self.sync_ref_dirs(updates);
        Ok(())
    }

    /// Flushes the directories of loose refs. git flushes only the file, so a power cut could restore the old one.
    fn sync_ref_dirs(&self, updates: &[RefUpdate]) {
        let mut dirs: Vec<_> = updates
            .iter()
            .filter_map(|update| Some(self.common_dir().join(&update.name).parent()?.to_owned()))
            .collect();
        dirs.sort();
        dirs.dedup();
        for dir in dirs {
            // With reftable there is no such directory, and the refs have moved even if this fails.
            let _ = File::open(dir).and_then(|dir| dir.sync_all());
        }
    }
}
