//! Which commits the history of a tip holds, through any parent, in the stored commits: git's own walks apply grafts and
//! replace refs. Each history is read once, and only as far as it is asked about.

use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;
use promote_git::Repo;
use promote_model::ObjectId;

/// The histories read so far, by tip.
#[derive(Clone, Default)]
pub(super) struct Ancestry(Arc<Mutex<HashMap<ObjectId, History>>>);

/// A part of the history of a tip.
#[derive(Default)]
struct History {
    seen: HashSet<ObjectId>,
    /// Commits whose parents were not read yet; the newest is read first.
    waiting: BinaryHeap<(i64, ObjectId)>,
}

impl History {
    fn of(repo: &Repo, tip: ObjectId) -> Result<Self, StoreError> {
        let mut history = Self::default();
        history.add(repo, tip)?;
        Ok(history)
    }

    fn add(&mut self, repo: &Repo, commit: ObjectId) -> Result<(), StoreError> {
        if self.seen.insert(commit) {
            self.waiting.push((repo.read_commit(commit)?.committer.seconds, commit));
        }
        Ok(())
    }

    /// Reads on until the commit is found, or the history ends.
    fn holds(&mut self, repo: &Repo, commit: ObjectId) -> Result<bool, StoreError> {
        while !self.seen.contains(&commit) {
            let Some((_, next)) = self.waiting.pop() else { return Ok(false) };
            for parent in repo.read_commit(next)?.parents {
                self.add(repo, parent)?;
            }
        }
        Ok(true)
    }
}

impl Ancestry {
    /// Whether the history of `tip` holds a commit.
    pub(super) fn holds(&self, repo: &Repo, commit: ObjectId, tip: ObjectId) -> Result<bool, StoreError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let history = match known.entry(tip) {
            Entry::Occupied(history) => history.into_mut(),
            Entry::Vacant(place) => place.insert(History::of(repo, tip)?),
        };
        history.holds(repo, commit)
    }
}
