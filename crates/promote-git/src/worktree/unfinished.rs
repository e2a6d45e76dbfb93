//! Updates of files that a killed command, a full disk or a local change left unfinished, and finishing them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::stale_lock::StaleLock;
use super::super::{Repo, Result};
use super::hold::HeldCheckout;
use super::index_lock::{IndexLock, release, remove_copies};
use super::marker::{self, Marker};
use super::{Checkout, FollowRefusal};
use promote_model::ObjectId;

/// How often to look whether a git that outlived its promote has moved the branch, ten milliseconds apart.
const LOOKS: u32 = 100;

/// An update of files that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    at: Checkout,
    old: Option<ObjectId>,
    /// The commit that the files are to follow.
    pub new: ObjectId,
    /// Whether the index is still locked.
    pub locked: bool,
    /// Whether the working tree is still on that branch.
    current: bool,
}

impl Unfinished {
    /// The root of the working tree.
    pub fn path(&self) -> &Path {
        &self.at.path
    }

    /// The branch, by its full name.
    pub fn branch(&self) -> &str {
        &self.at.branch
    }

    /// The lock of the index.
    pub fn lock_file(&self) -> PathBuf {
        marker::lock_file(&self.at.git_dir)
    }
}

/// How an unfinished update ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// Files and index follow the branch now.
    Updated,
    /// There was nothing to update: the branch has not moved, or the user went on without the files.
    Released,
}

impl Repo {
    /// The updates of files that are not finished, in all working trees. One git call if there are any.
    ///
    /// # Errors
    /// If the working trees cannot be listed.
    pub fn unfinished_updates(&self) -> Result<Vec<Unfinished>> {
        let linked = fs::read_dir(self.common_dir().join("worktrees")).ok();
        let linked = linked.into_iter().flatten().flatten().map(|entry| entry.path());
        let mut all = [self.git_dir().to_owned(), self.common_dir().to_owned()].into_iter().chain(linked);
        if !all.any(|git_dir| marker::left(&git_dir).is_some()) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for tree in self.working_trees()? {
            let Some(Marker { new, old, branch }) = marker::left(&tree.git_dir) else { continue };
            let (locked, current) = (marker::in_lock(&tree.git_dir).is_some(), tree.branch.as_ref() == Some(&branch));
            let at = Checkout { path: tree.path, git_dir: tree.git_dir, branch, operation: None, index: None };
            found.push(Unfinished { at, old, new, locked, current });
        }
        Ok(found)
    }

    /// Whether the branch has moved to the commit, or further.
    ///
    /// # Errors
    /// If the branch cannot be read.
    pub fn has_landed(&self, left: &Unfinished) -> Result<bool> {
        let Some(tip) = self.refs(&[left.branch()])?.get(left.branch()).copied() else { return Ok(false) };
        Ok(tip == left.new || self.exists(left.new)? && self.is_ancestor(left.new, tip)?)
    }

    /// Finishes an update. The caller holds [`Self::lock_checkouts`], so no other promote is at it.
    ///
    /// # Errors
    /// As [`HeldCheckout::follow`].
    pub fn finish(&self, left: &Unfinished) -> Result<Finished, FollowRefusal> {
        let git_dir = &left.at.git_dir;
        let landed = self.landed_by_now(left)?;
        let tip = self.refs(&[left.branch()])?.get(left.branch()).copied();
        // Without the lock the user could commit, and has decided about the files.
        let moved_on = !left.locked && tip != Some(left.new);
        if !landed || !left.current || moved_on {
            release(git_dir)?;
            remove_copies(git_dir);
            return Ok(Finished::Released);
        }
        let ends = (left.old, left.new);
        let lock = if left.locked {
            IndexLock::resume(&left.at)?
        } else {
            let (old, new) = ends;
            IndexLock::take(&left.at, &Marker { new, old, branch: left.at.branch.clone() })?
        };
        let updated = HeldCheckout::of(&left.at, lock, ends, Some(left.new)).follow(self)?;
        Ok(if updated { Finished::Updated } else { Finished::Released })
    }

    /// Whether the branch has moved, or a git that is still running moves it.
    fn landed_by_now(&self, left: &Unfinished) -> Result<bool> {
        let lock = self.common_dir().join(format!("{}.lock", left.branch()));
        for _ in 0..LOOKS {
            let moving = lock.exists() && StaleLock::at(lock.clone()).is_recent();
            if self.has_landed(left)? || !moving {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.has_landed(left)
    }
}
