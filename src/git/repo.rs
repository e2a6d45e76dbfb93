//! A repository: found by the git program, so that `-C`, `GIT_DIR`, worktrees and `safe.directory` mean what they mean to git.

use std::path::{Path, PathBuf};

use super::Result;
use crate::model::ObjectId;

/// What `HEAD` stood for when the repository was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The full name of the branch (`refs/heads/main`), also of one without commits; `None` when detached.
    pub branch: Option<String>,
    /// The commit; `None` on a branch without commits.
    pub commit: Option<ObjectId>,
}

/// A repository. Reading is safe from many threads at once.
#[derive(Debug)]
pub struct Repo {
    dir: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    work_tree: Option<PathBuf>,
    head: Head,
}

impl Repo {
    /// The repository that git finds from `dir`; one call of git.
    pub fn open(dir: &Path) -> Result<Self> {
        let _ = dir;
        todo!()
    }
    /// The directory it was opened from.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
    /// The git directory of this worktree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }
    /// The git directory that all worktrees share: the place for caches.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }
    /// The root of the working tree; `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }
    /// What `HEAD` stood for when the repository was opened.
    pub fn head(&self) -> &Head {
        &self.head
    }
}
