//! Which commits the history of a tip holds, through any parent, in the stored commits: git's own walks apply grafts and
//! replace refs. Each history is read once, and only as far as it is asked about.

use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;
use super::repository::Store;
use promote_git::{Commit, Repo};
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

impl Store {
    /// The commits in the history of `tips` that are not in the history of `excluded`, newest first. Where clocks were
    /// wrong, it may hold commits of both, but it never lacks one.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn commits_not_in(&self, tips: &[ObjectId], excluded: ObjectId) -> Result<Vec<Commit>, StoreError> {
        let (mut found, mut known, mut waiting) = (Vec::new(), HashSet::new(), BinaryHeap::new());
        let (mut queued, mut wanted) = (HashSet::new(), 0_usize);
        let ends = std::iter::once((excluded, true)).chain(tips.iter().map(|tip| (*tip, false)));
        let mut next: Vec<(ObjectId, bool)> = ends.collect();
        loop {
            for (id, is_known) in next.drain(..) {
                let new = if is_known { known.insert(id) } else { !known.contains(&id) && queued.insert(id) };
                if new {
                    waiting.push((self.repo.read_commit(id)?.committer.seconds, id, is_known));
                    wanted += usize::from(!is_known);
                }
            }
            let Some((_, id, is_known)) = waiting.pop().filter(|_| wanted > 0) else { break };
            wanted -= usize::from(!is_known);
            let commit = self.repo.read_commit(id)?;
            next.extend(commit.parents.iter().map(|parent| (*parent, is_known || known.contains(&id))));
            if !is_known {
                found.push(commit);
            }
        }
        found.retain(|commit| !known.contains(&commit.id));
        Ok(found)
    }

    /// Whether the history of `tip` holds a commit.
    ///
    /// # Errors
    /// If the history cannot be read, as in a shallow clone.
    pub(crate) fn is_in(&self, commit: ObjectId, tip: ObjectId) -> Result<bool, StoreError> {
        let mut known = self.ancestry.0.lock().unwrap_or_else(PoisonError::into_inner);
        let history = match known.entry(tip) {
            std::collections::hash_map::Entry::Occupied(history) => history.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(History::of(&self.repo, tip)?),
        };
        history.holds(&self.repo, commit)
    }
}
