//! Which working trees have a branch checked out.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Repo, Result};
use super::{Busy, Checkout};

impl Repo {
    /// The working trees where `branch` (full name) is checked out, also if it has no commit yet, and those where a
    /// rebase or a bisection will come back to it. One call of git, none where there is only one working tree.
    pub fn checkouts(&self, branch: &str) -> Result<Vec<Checkout>> {
        let mut found = Vec::new();
        for tree in self.working_trees()? {
            let busy = if tree.branch.as_deref() == Some(branch) { None } else { busy_with(&tree.git_dir, branch) };
            if busy.is_some() || tree.branch.as_deref() == Some(branch) {
                found.push(Checkout { path: tree.path, git_dir: tree.git_dir, busy });
            }
        }
        Ok(found)
    }

    fn working_trees(&self) -> Result<Vec<WorkingTree>> {
        let alone = !self.common_dir().join("worktrees").exists();
        match (alone, self.is_bare(), self.work_tree()) {
            (true, true, _) => Ok(Vec::new()),
            (true, false, Some(path)) => {
                let branch = self.head().branch.clone();
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

    /// A record of the list; `None` for the entry of a bare repository, and for one whose directory is not there.
    fn working_tree(&self, record: &[&[u8]]) -> Option<WorkingTree> {
        let value = |key: &[u8]| record.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(b" "));
        let listed = path_of(value(b"worktree")?);
        if record.contains(&b"bare".as_slice()) {
            return None;
        }
        let branch = value(b"branch").map(|name| String::from_utf8_lossy(name).into_owned());
        // For its own working tree git knows better than the list, which takes the parent of the git directory.
        let main = listed.join(".git") == self.common_dir() || listed == self.common_dir();
        if let (true, true, Some(path)) = (main, self.git_dir() == self.common_dir(), self.work_tree()) {
            return Some(WorkingTree { path: path.to_owned(), git_dir: self.git_dir().to_owned(), branch });
        }
        let git_dir = git_dir_of(&listed)?;
        Some(WorkingTree { path: listed, git_dir, branch })
    }
}

struct WorkingTree {
    path: PathBuf,
    git_dir: PathBuf,
    branch: Option<String>,
}

/// Bytes that git printed, as a path.
pub(crate) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The git directory that `.git` is, or names.
fn git_dir_of(root: &Path) -> Option<PathBuf> {
    let dot = root.join(".git");
    if dot.is_dir() {
        return Some(dot);
    }
    let text = fs::read(&dot).ok()?;
    let named = path_of(text.strip_prefix(b"gitdir: ")?.trim_ascii_end());
    root.join(named).canonicalize().ok()
}

/// Where git notes down which branch an operation will come back to. These are the files that git itself looks at
/// before it lets a branch be checked out a second time.
fn busy_with(git_dir: &Path, branch: &str) -> Option<Busy> {
    let names = |file: &str| fs::read_to_string(git_dir.join(file)).unwrap_or_default();
    let rebased = ["rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs"];
    if rebased.iter().any(|file| names(file).lines().any(|line| line == branch)) {
        return Some(Busy::Rebase);
    }
    let start = names("BISECT_START");
    let start = start.trim_end();
    let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    (!start.is_empty() && (start == short || start == branch)).then_some(Busy::Bisect)
}
