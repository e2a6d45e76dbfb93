//! When commits were made, as their committers say. Many promotions ask for the same history: each commit is read once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::{Store, StoreError};
use promote_model::ObjectId;

/// A commit's time, and its first parent.
type Dated = (Timestamp, Option<ObjectId>);

/// What was read so far.
#[derive(Clone, Default)]
pub(super) struct Dates(Arc<Mutex<HashMap<ObjectId, Dated>>>);

impl Store {
    /// The committer's time of a commit, to the second, and its first parent.
    ///
    /// # Errors
    /// Where the commit cannot be read.
    pub(crate) fn dated(&self, id: ObjectId) -> Result<(Timestamp, Option<ObjectId>), StoreError> {
        // Whoever panicked while they held it has changed no entry in part.
        let known = self.dates.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let commit = self.repo.read_commit(id)?;
        let time = Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MAX);
        let dated = (time, commit.parents.first().copied());
        self.dates.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, dated);
        Ok(dated)
    }
}
