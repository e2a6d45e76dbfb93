//! Finding the working trees that have a branch checked out.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Repo, Result};
use super::{Checkout, OngoingOperation};
use crate::paths::path_of;

impl Repo {
    /// The working trees where `branch` (full name) is checked out, even without commits, and those where a rebase or
    /// bisection will return to it. One git call, none if there is only one working tree.
    pub fn checkouts(&self, branch: &str) -> Result<Vec<Checkout>> {
        let mut found = Vec::new();
        for tree in self.working_trees()? {
            let checked_out = tree.branch.as_deref() == Some(branch);
            let operation = if checked_out { None } else { ongoing_operation(&tree.git_dir, branch) };
            if checked_out || operation.is_some() {
                let (path, git_dir, branch) = (tree.path, tree.git_dir, branch.to_owned());
                found.push(Checkout { path, git_dir, branch, operation, index: None });
            }
        }
        Ok(found)
    }

    pub(super) fn working_trees(&self) -> Result<Vec<WorkingTree>> {
        let alone = !self.common_dir().join("worktrees").exists();
        match (alone, self.is_bare(), self.work_tree()) {
            (true, true, _) => Ok(Vec::new()),
            (true, false, Some(path)) => {
                let branch = self.branch_of(self.git_dir())?;
                Ok(vec![WorkingTree { path: path.to_owned(), git_dir: self.git_dir().to_owned(), branch }])
            }
            _ => self.listed_working_trees(),
        }
    }

    fn listed_working_trees(&self) -> Result<Vec<WorkingTree>> {
        let stdout = self.git("list the working trees").args(["worktree", "list", "--porcelain", "-z"]).stdout()?;
        let mut trees = Vec::new();
        let mut record = Vec::new();
        for line in stdout.split(|b| *b == 0) {
            if line.is_empty() {
                trees.extend(self.working_tree(&record));
                record.clear();
            } else {
                record.push(line);
            }
        }
        Ok(trees)
    }

    /// Parses a record of the list; `None` for a bare repository and for a missing directory.
    fn working_tree(&self, record: &[&[u8]]) -> Option<WorkingTree> {
        let value = |key: &[u8]| record.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(b" "));
        let listed = path_of(value(b"worktree")?);
        if record.contains(&b"bare".as_slice()) {
            return None;
        }
        let branch = value(b"branch").map(|name| String::from_utf8_lossy(name).into_owned());
        // `git worktree list` reports the parent of the git directory, which may differ from the main working tree.
        let main = listed.join(".git") == self.common_dir() || listed == self.common_dir();
        if let (true, true, Some(path)) = (main, self.git_dir() == self.common_dir(), self.work_tree()) {
            return Some(WorkingTree { path: path.to_owned(), git_dir: self.git_dir().to_owned(), branch });
        }
        let git_dir = git_dir_of(&listed)?;
        Some(WorkingTree { path: listed, git_dir, branch })
    }
}

/// A working tree of the repository, and its branch if it is on one.
pub(super) struct WorkingTree {
    pub(super) path: PathBuf,
    pub(super) git_dir: PathBuf,
    pub(super) branch: Option<String>,
}

/// The git directory that `.git` is or points to.
fn git_dir_of(root: &Path) -> Option<PathBuf> {
    let dot = root.join(".git");
    if dot.is_dir() {
        return Some(dot);
    }
    let text = fs::read(&dot).ok()?;
    let named = path_of(text.strip_prefix(b"gitdir: ")?.trim_ascii_end());
    root.join(named).canonicalize().ok()
}

/// The operation in progress that will return to `branch`, from the files that git itself checks before it allows a
/// second checkout of a branch.
fn ongoing_operation(git_dir: &Path, branch: &str) -> Option<OngoingOperation> {
    let names = |file: &str| fs::read_to_string(git_dir.join(file)).unwrap_or_default();
    let rebased = ["rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs"];
    if rebased.iter().any(|file| names(file).lines().any(|line| line == branch)) {
        return Some(OngoingOperation::Rebase);
    }
    let start = names("BISECT_START");
    let start = start.trim_end();
    let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    (!start.is_empty() && (start == short || start == branch)).then_some(OngoingOperation::Bisect)
}
