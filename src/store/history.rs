//! Questions about the history of commits.

use std::collections::{BinaryHeap, HashSet};

use super::error::StoreError;
use super::repository::Store;
use promote_git::Commit;
use promote_model::ObjectId;

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
        self.ancestry.holds(&self.repo, commit, tip)
    }
}
