//! Working trees that have a branch checked out, and updating their files after the branch has moved.
//!
//! A branch is moved without its working trees (`transaction`), where the difference then appears as a staged change in
//! reverse. "Following" updates exactly the paths that differ between the two commits:
//!
//! 1. `check` compares the index and the disk at each of these paths with both commits. Each must match the old or the
//!    new commit; anything else is a local change, and nothing is done.
//! 2. Paths that match the new commit on disk but the old one in the index are left over from a killed run: their index
//!    entries are set.
//! 3. `git read-tree -m -u OLD NEW` updates the rest: files first, then the index with one rename.
//!
//! After a kill at any point, each path matches the old or new commit in the index and on disk, or holds the beginning
//! of the new file (`partial_write`); so the update can be repeated. The check is our own because `read-tree` silently
//! overwrites ignored files, even in its dry run.

mod check;
mod disk;
mod follow;
mod index;
mod list;
mod partial_write;

use std::path::PathBuf;

use super::error::GitError;
use super::stale_lock::StaleLock;

/// An operation in progress that occupies a branch although `HEAD` is detached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OngoingOperation {
    /// A rebase.
    Rebase,
    /// A bisection.
    Bisect,
}

/// A working tree that has a branch checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The root directory.
    pub path: PathBuf,
    /// The git directory.
    pub(crate) git_dir: PathBuf,
    /// The operation in progress; such a working tree cannot be updated.
    pub(crate) operation: Option<OngoingOperation>,
}

/// A file that prevents the update of a working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockingFile {
    /// The path from the root of the working tree, escaped for printing.
    pub path: String,
    /// The reason, completing a sentence that begins with the path.
    pub reason: &'static str,
}

/// A working tree was not updated, because a local change would be lost or for another reason. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum FollowRefusal {
    /// Files have local changes.
    #[error("the working tree {} cannot be updated: {}", checkout.display(), list_of(files))]
    Files {
        /// The working tree.
        checkout: PathBuf,
        /// The files.
        files: Vec<BlockingFile>,
    },
    /// A rebase or bisection occupies the branch.
    #[error("the working tree {} cannot be updated: a {} is in progress there", checkout.display(), match operation { OngoingOperation::Rebase => "rebase", OngoingOperation::Bisect => "bisection" })]
    Busy {
        /// The working tree.
        checkout: PathBuf,
        /// The operation.
        operation: OngoingOperation,
    },
    /// The index is locked by another git process, or by one that was killed.
    #[error(transparent)]
    Locked(StaleLock),
    /// A directory in it is not writable.
    #[error("the working tree {} cannot be updated: the directory {} is not writable", checkout.display(), folder.display())]
    ReadOnly {
        /// The working tree.
        checkout: PathBuf,
        /// The directory.
        folder: PathBuf,
    },
    /// Any other git error.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl FollowRefusal {
    /// A hint for the user.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Files { checkout, .. } => Some(format!(
                "commit, move or stash the files (git -C '{}' stash -u -- <file>), then run the command again",
                checkout.display()
            )),
            Self::Busy { operation: OngoingOperation::Rebase, .. } => {
                Some("finish the rebase (git rebase --continue) or abort it (git rebase --abort)".to_owned())
            }
            Self::Busy { operation: OngoingOperation::Bisect, .. } => {
                Some("end the bisection: git bisect reset".to_owned())
            }
            Self::Locked(lock) => Some(lock.hint()),
            Self::ReadOnly { folder, .. } => Some(format!("check its permissions: ls -ld '{}'", folder.display())),
            Self::Git(error) => error.hint(),
        }
    }
}

fn list_of(files: &[BlockingFile]) -> String {
    const MAX_SHOWN: usize = 10;
    let mut text =
        files.iter().take(MAX_SHOWN).map(|f| format!("'{}' {}", f.path, f.reason)).collect::<Vec<_>>().join(", ");
    if files.len() > MAX_SHOWN {
        text.push_str(&format!(" and {} more", files.len() - MAX_SHOWN));
    }
    text
}
