//! Working trees whose index is locked while their branch moves.

use super::super::Repo;
use super::follow::update;
use super::index_lock::IndexLock;
use super::marker::{self, Marker};
use super::{Checkout, FollowRefusal};
use promote_model::ObjectId;

/// A working tree with a locked index. Until its files have followed, git refuses to write or commit the index, so no
/// commit can take the move of the branch back. Dropping it releases the lock: the branch has not moved.
#[derive(Debug)]
pub struct HeldCheckout {
    at: Checkout,
    lock: IndexLock,
    old: Option<ObjectId>,
    new: ObjectId,
    /// The commit whose files an earlier command was writing when it was killed.
    interrupted: Option<ObjectId>,
}

impl Repo {
    /// Locks the index of a working tree whose branch is about to move from `old` to `new`, and checks that the files
    /// can follow. `new` may be in memory only; `old` is `None` for an unborn branch.
    ///
    /// # Errors
    /// As [`Self::check_follow`]; also while another git command holds the lock, where the files are still behind
    /// an earlier move, and where the working tree is no longer on its branch.
    pub fn hold(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<HeldCheckout, FollowRefusal> {
        at.refuse_operation()?;
        if let Some(left) = marker::left(&at.git_dir) {
            return Err(FollowRefusal::Behind { checkout: at.path.clone(), branch: left.branch, commit: left.new });
        }
        let interrupted = marker::interrupted_commit(&at.git_dir);
        let lock = IndexLock::take(at, &Marker { new, old, branch: at.branch.clone() })?;
        let held = HeldCheckout::of(at, lock, (old, new), interrupted);
        // While the index is locked, git does not switch branches.
        if !self.is_on_branch(at)? {
            return Err(FollowRefusal::Switched { checkout: at.path.clone(), branch: at.branch.clone() });
        }
        self.plan_follow(&held.at, old, new, interrupted)?;
        Ok(held)
    }
}

impl HeldCheckout {
    /// The working tree with its locked index.
    pub(super) fn of(
        at: &Checkout,
        lock: IndexLock,
        (old, new): (Option<ObjectId>, ObjectId),
        interrupted: Option<ObjectId>,
    ) -> Self {
        let at = Checkout { index: Some(lock.copy().to_owned()), ..at.clone() };
        Self { at, lock, old, new, interrupted }
    }

    /// The working tree.
    pub fn checkout(&self) -> &Checkout {
        &self.at
    }

    /// Updates files and index after the branch has moved, and releases the lock. Returns whether anything was updated.
    ///
    /// # Errors
    /// If local changes would be lost, or git fails; then the lock stays, and [`Repo::finish`] goes on.
    pub fn follow(mut self, repo: &Repo) -> Result<bool, FollowRefusal> {
        self.lock.keep();
        let steps = repo.plan_follow(&self.at, self.old, self.new, self.interrupted)?;
        if steps.is_empty() {
            self.lock.discard()?;
            return Ok(false);
        }
        update(&self.at, &steps, self.old, self.new)?;
        self.lock.commit()?;
        Ok(true)
    }

    /// Leaves the lock where it is: whether the branch has moved is not known.
    pub fn leave(mut self) {
        self.lock.keep();
    }
}
