//! Working trees that have a branch checked out, and updating their files after the branch has moved.
//!
//! A branch is moved without its working trees (`transaction`), where the difference then appears as a staged change in
//! reverse, and a `git commit` would take the move back. Therefore the index is locked before the branch moves (`hold`),
//! and stays locked until index and files have followed. "Following" updates exactly the paths that differ between the
//! two commits:
//!
//! 1. `check` compares the index and the disk at each of these paths with both commits. Each must match the old or the
//!    new commit; anything else is a local change, and nothing is done. This happens before the branch moves, too.
//! 2. Paths that match the new commit on disk but the old one in the index are left over from a killed run: their index
//!    entries are set.
//! 3. `git read-tree -m -u OLD NEW` updates the rest: the files, and a copy of the index (`index_lock`).
//! 4. The copy becomes the index with one rename, and the lock is removed.
//!
//! After a kill at any point, each path matches the old or new commit in the index and on disk, or holds the beginning
//! of the new file (`partial_write`); the lock stays, and names both commits (`marker`). So the update can be finished
//! (`unfinished`). The check is our own because `read-tree` silently overwrites ignored files, even in its dry run.

mod check;
mod disk;
mod follow;
mod head;
mod hold;
mod index;
mod index_lock;
mod list;
mod marker;
mod partial_write;
mod steps;
mod unfinished;

use std::path::PathBuf;

use super::error::GitError;
use super::stale_lock::StaleLock;
use promote_model::ObjectId;

pub use hold::HeldCheckout;
pub use unfinished::{Finished, Unfinished};

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
    /// The branch, by its full name.
    pub branch: String,
    /// The operation in progress; such a working tree cannot be updated.
    pub(crate) operation: Option<OngoingOperation>,
    /// The copy of the index that git uses while the index is locked.
    pub(crate) index: Option<PathBuf>,
}

impl Checkout {
    /// Refuses a working tree with an operation in progress.
    fn refuse_operation(&self) -> Result<(), FollowRefusal> {
        let Some(operation) = self.operation else { return Ok(()) };
        Err(FollowRefusal::Busy { checkout: self.path.clone(), operation })
    }
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
    /// Its files are behind an earlier move of the branch.
    #[error("the files of {} in {} are behind {commit}: an interrupted command has not finished them", short(branch), checkout.display())]
    Behind {
        /// The working tree.
        checkout: PathBuf,
        /// The branch, by its full name.
        branch: String,
        /// The commit.
        commit: ObjectId,
    },
    /// Somebody switched to another branch meanwhile.
    #[error("the working tree {} was switched from {} to another branch meanwhile", checkout.display(), short(branch))]
    Switched {
        /// The working tree.
        checkout: PathBuf,
        /// The branch that it was on, by its full name.
        branch: String,
    },
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
                "commit, move or stash the files (git -C '{}' stash -u -- FILE), then run the command again",
                checkout.display()
            )),
            Self::Busy { operation: OngoingOperation::Rebase, .. } => {
                Some("finish the rebase (git rebase --continue) or abort it (git rebase --abort)".to_owned())
            }
            Self::Busy { operation: OngoingOperation::Bisect, .. } => {
                Some("end the bisection: git bisect reset".to_owned())
            }
            Self::Locked(lock) => Some(lock.hint()),
            Self::Behind { .. } => Some("the next promote command that writes finishes them".to_owned()),
            Self::Switched { .. } => Some("run the same command again".to_owned()),
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

fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}
