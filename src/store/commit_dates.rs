//! Cache of committer dates, shared by all promotions of a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::error::StoreError;
use promote_git::Repo;
use promote_model::ObjectId;

/// The committer's time and the first parent of a commit.
type DatedCommit = (Timestamp, Option<ObjectId>);

/// The dates read so far.
#[derive(Clone, Default)]
pub(super) struct CommitDates(Arc<Mutex<HashMap<ObjectId, DatedCommit>>>);

impl CommitDates {
    /// The committer's time of a commit, in whole seconds, and its first parent.
    pub(super) fn get(&self, repo: &Repo, id: ObjectId) -> Result<DatedCommit, StoreError> {
        // An insert is atomic, so a poisoned lock still guards a valid map.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let commit = repo.read_commit(id)?;
        let time = Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MAX);
        let dated = (time, commit.parents.first().copied());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, dated);
        Ok(dated)
    }
}
