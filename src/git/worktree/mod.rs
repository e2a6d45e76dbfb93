//! Working trees where a branch is checked out: which they are, and letting their files follow the branch.

use std::path::PathBuf;

use super::{Repo, Result};
use crate::model::ObjectId;

/// An operation that holds a branch although `HEAD` is detached from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// A rebase.
    Rebase,
    /// A bisection.
    Bisect,
}

/// A working tree that has the branch checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Its root.
    pub path: PathBuf,
    /// Its git directory.
    pub git_dir: PathBuf,
    /// What is under way there; such a working tree cannot follow.
    pub busy: Option<Busy>,
}

/// A working tree cannot follow its branch without losing something of the user's, or at all.
#[derive(Debug, thiserror::Error)]
pub enum FollowRefusal {
    /// Files stand in the way.
    #[error("{} cannot be updated: {why}: {}", checkout.display(), paths.join(", "))]
    Files {
        /// The working tree.
        checkout: PathBuf,
        /// The files, made printable.
        paths: Vec<String>,
        /// What is the matter with them.
        why: &'static str,
    },
}

impl Repo {
    /// The working trees where `branch` (full name) is checked out, also if it has no commit yet.
    pub fn checkouts(&self, branch: &str) -> Result<Vec<Checkout>> {
        let _ = branch;
        todo!()
    }
    /// Whether `follow` would lose something: local changes, untracked or ignored files at the paths that differ
    /// between the commits. Changes nothing; `new` need not be on disk yet. `old` is `None` for an unborn branch.
    pub fn check_follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<(), FollowRefusal> {
        let _ = (at, old, new);
        todo!()
    }
    /// Brings the files and the index from commit `old` to `new`; checks first; can be repeated after a kill.
    pub fn follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<(), FollowRefusal> {
        let _ = (at, old, new);
        todo!()
    }
}
