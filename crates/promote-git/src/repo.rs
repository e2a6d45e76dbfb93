//! A repository, located by the git program, so that `GIT_DIR`, worktrees and `safe.directory` work as in git.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{OnceLock, RwLock};

use super::Result;
use super::config::values::ConfigValues;
use super::error::GitError;
use super::kept_trees::KeptTrees;
use super::objects::{MemoryObject, ObjectDb};
use super::prefetch::{Prefetch, PrefetchQuery};
use super::rev_parse::{Answers, QUERIES};
use super::run::{self, Call};
use crate::exec::{Deadline, Output};
use promote_model::ObjectId;

/// The branch and commit of `HEAD` when the repository was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The full name of the branch (`refs/heads/main`), even if it has no commits; `None` if `HEAD` is detached.
    pub branch: Option<String>,
    /// The commit; `None` if the branch has no commits.
    pub commit: Option<ObjectId>,
}

/// A git repository. Reads are safe from several threads.
pub struct Repo {
    dir: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    objects_dir: PathBuf,
    work_tree: Option<PathBuf>,
    bare: bool,
    head: Head,
    /// The object database, opened on first use: most commands that fail never read an object.
    pub(super) object_db: OnceLock<ObjectDb>,
    /// Objects that are in memory and not written yet.
    pub(super) memory: RwLock<HashMap<ObjectId, MemoryObject>>,
    /// Trees that were read before, where they are kept.
    pub(super) kept_trees: OnceLock<KeptTrees>,
    pub(super) config: OnceLock<ConfigValues>,
    prefetch: Prefetch,
    pub(super) partial_clone: OnceLock<bool>,
    deadline: OnceLock<Deadline>,
}

impl fmt::Debug for Repo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repo").field("git_dir", &self.git_dir).field("head", &self.head).finish_non_exhaustive()
    }
}

impl Repo {
    /// Opens the repository that git finds from `dir`, in one git call (two if `HEAD` has no commit).
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_with_prefetch(dir, &[])
    }

    /// Opens a repository and starts `queries` in parallel; the first use of each gets the answer of this moment.
    pub fn open_with_prefetch(dir: &Path, queries: &[PrefetchQuery]) -> Result<Self> {
        if !dir.is_dir() {
            let message = "there is no such directory".to_owned();
            return Err(GitError::NotARepository { dir: dir.to_owned(), message });
        }
        let prefetch = Prefetch::start(dir, queries)?;
        let operation = format!("find the repository of {}", dir.display());
        let call = run::git(dir, operation.as_str()).args(["rev-parse"]).args(QUERIES).args(["HEAD"]);
        let output = call.run()?;
        if !output.success() {
            let message = run::error_message(&output.stderr);
            return Err(if message.contains("not a git repository") {
                let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
                GitError::NotARepository { dir, message }
            } else {
                run::failed(operation, &output)
            });
        }
        let answers = Answers::parse(&output.stdout)
            .map_err(|message| GitError::Failed { operation: operation.clone(), message: message.to_owned() })?;
        let dir = std::path::absolute(dir).map_err(|source| GitError::Io {
            operation: "find",
            path: dir.to_owned(),
            source,
        })?;
        Self::from_answers(dir, answers, prefetch)
    }

    fn from_answers(dir: PathBuf, answers: Answers, prefetch: Prefetch) -> Result<Self> {
        if answers.object_format != "sha1" {
            return Err(GitError::Sha256 { git_dir: answers.git_dir });
        }
        let work_tree = match answers.cdup {
            Some(up) if !answers.bare => {
                let path = dir.join(up);
                Some(path.canonicalize().map_err(|source| GitError::Io { operation: "find", path, source })?)
            }
            _ => None,
        };
        let mut repo = Self {
            dir,
            git_dir: answers.git_dir,
            common_dir: answers.common_dir,
            objects_dir: answers.objects_dir,
            work_tree,
            bare: answers.bare,
            head: Head { branch: None, commit: answers.commit },
            object_db: OnceLock::new(),
            memory: RwLock::default(),
            kept_trees: OnceLock::new(),
            config: OnceLock::new(),
            prefetch,
            partial_clone: OnceLock::new(),
            deadline: OnceLock::new(),
        };
        repo.head.branch = match answers.head_name {
            Some(name) if name == "HEAD" => None,
            Some(name) => Some(name),
            None => repo.symbolic_ref("HEAD")?,
        };
        Ok(repo)
    }

    /// Keeps the trees that are read from now on, up to 64 MiB, for commands that read them several times.
    pub fn keep_trees(&self) {
        self.kept_trees.get_or_init(KeptTrees::default);
    }

    /// Reads nothing more once the deadline is over; the first deadline that is set counts.
    pub fn end_at(&self, deadline: &Deadline) {
        let _ = self.deadline.set(deadline.clone());
    }

    /// Refuses to go on once the deadline is over.
    ///
    /// # Errors
    /// [`GitError::Late`].
    pub fn check_deadline(&self) -> Result<()> {
        match self.deadline.get() {
            Some(deadline) if deadline.is_over() => Err(GitError::Late),
            _ => Ok(()),
        }
    }

    /// A git call in this repository.
    pub(super) fn git(&self, operation: impl Into<String>) -> Call {
        run::git(&self.dir, operation)
    }

    /// The output of a query: that of the prefetched call on first use, else of a new call.
    pub(super) fn answer(&self, query: PrefetchQuery) -> Result<Output> {
        match self.prefetch.take(query) {
            Some(started) => started.wait(),
            None => query.call(&self.dir).run(),
        }
    }

    /// The git directory of this worktree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory shared by all worktrees, where caches are kept.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The directory of the object database.
    pub(super) fn objects_dir(&self) -> &Path {
        &self.objects_dir
    }

    /// The root of the working tree; `None` in a bare repository and inside a git directory.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// Whether the repository is bare; it may still have linked worktrees.
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    /// The branch and commit of `HEAD` when the repository was opened.
    pub fn head(&self) -> &Head {
        &self.head
    }
}
