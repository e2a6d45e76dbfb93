//! Working trees where a branch is checked out: which they are, and letting their files follow the branch.
//!
//! A branch is moved without its working trees (`transaction`), which then show the difference as a staged change
//! backwards. To follow is to take that away, and nothing else:
//!
//! 1. `check`: for each path that differs between the commits, what the index and the disk hold. Each may hold what
//!    the old commit has, or already what the new one has; anything else is the user's, and nothing is done.
//! 2. Paths that are new on disk but old in the index were left by a kill in between: their index entries are set.
//! 3. `git read-tree -m -u OLD NEW` does the rest: files first, then the index in one rename.
//!
//! A kill at any point leaves paths that are old or new, in the index and on the disk, or the beginning of a new file,
//! which `torn` knows; so the same can be done again. The check is our own because `read-tree` overwrites ignored files
//! without a word, even in its dry run.

mod check;
mod disk;
mod follow;
mod index;
mod list;
mod torn;

use std::path::PathBuf;

use super::error::GitError;
use super::stale::Stale;

pub(crate) use list::path_of;

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
    pub(crate) git_dir: PathBuf,
    /// What is under way there; such a working tree cannot follow.
    pub(crate) busy: Option<Busy>,
}

/// A file that keeps a working tree from following.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// Its path from the root of the working tree, made printable.
    pub path: String,
    /// What is the matter with it, as the end of a sentence that begins with the path.
    pub why: &'static str,
}

/// A working tree cannot follow its branch without losing something of the user's, or at all. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum FollowRefusal {
    /// Files stand in the way.
    #[error("the working tree {} cannot be updated: {}", checkout.display(), list_of(files))]
    Files {
        /// The working tree.
        checkout: PathBuf,
        /// The files.
        files: Vec<InTheWay>,
    },
    /// A rebase or a bisection holds the branch.
    #[error("the working tree {} cannot be updated: a {} is under way there", checkout.display(), match busy { Busy::Rebase => "rebase", Busy::Bisect => "bisection" })]
    Busy {
        /// The working tree.
        checkout: PathBuf,
        /// What is under way.
        busy: Busy,
    },
    /// Another git is at work on the index, or one was killed while it was.
    #[error(transparent)]
    Locked(Stale),
    /// A folder in it may not be written to.
    #[error("the working tree {} cannot be updated: {} may not be written to", checkout.display(), folder.display())]
    ReadOnly {
        /// The working tree.
        checkout: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// Anything else.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl FollowRefusal {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Files { checkout, .. } => Some(format!(
                "commit, stash or move them away (git -C '{}' stash -u -- <file>), then run the command again",
                checkout.display()
            )),
            Self::Busy { busy: Busy::Rebase, .. } => {
                Some("finish it (git rebase --continue) or give it up (git rebase --abort)".to_owned())
            }
            Self::Busy { busy: Busy::Bisect, .. } => Some("end it (git bisect reset)".to_owned()),
            Self::Locked(stale) => Some(stale.hint()),
            Self::ReadOnly { folder, .. } => Some(format!("see who may: ls -ld '{}'", folder.display())),
            Self::Git(error) => error.hint(),
        }
    }
}

fn list_of(files: &[InTheWay]) -> String {
    const SHOWN: usize = 10;
    let mut text = files.iter().take(SHOWN).map(|f| format!("'{}' {}", f.path, f.why)).collect::<Vec<_>>().join(", ");
    if files.len() > SHOWN {
        text.push_str(&format!(" and {} more", files.len() - SHOWN));
    }
    text
}
