//! The history of many files of a branch, read once for the judgements at many of its commits.

use std::collections::{BTreeSet, HashMap};

use super::boundary::is_cut;
use crate::store::{Store, StoreError};
use promote_git::PathCommit;
use promote_model::ObjectId;

/// The commits among the first parents of a branch that changed given files.
#[derive(Debug)]
pub(crate) struct BranchLog {
    /// Newest first.
    commits: Vec<PathCommit>,
    /// The positions of the commits that changed each file, ascending.
    by_path: HashMap<String, Vec<usize>>,
    /// For each first parent of the branch, the position of the newest of the commits at or before it.
    positions: HashMap<ObjectId, usize>,
    is_cut: bool,
}

/// A part of a log.
pub(super) struct LogPage {
    pub(super) commits: Vec<PathCommit>,
    /// The position where the next part begins; `None` after the last one.
    pub(super) next: Option<usize>,
}

impl Store {
    /// Reads the history of files of a branch.
    ///
    /// # Errors
    /// If git fails.
    pub(crate) fn branch_log(&self, tip: ObjectId, paths: &BTreeSet<&str>) -> Result<BranchLog, StoreError> {
        let all: Vec<&str> = paths.iter().copied().collect();
        let mut commits = self.repo.path_log(tip, &all, usize::MAX)?;
        let is_cut = is_cut(&self.repo, &mut commits, true)?;
        let mut by_path: HashMap<String, Vec<usize>> = paths.iter().map(|path| ((*path).to_owned(), vec![])).collect();
        for (at, commit) in commits.iter_mut().enumerate() {
            commit.changes.retain(|change| std::str::from_utf8(&change.path).is_ok_and(|path| paths.contains(path)));
            for change in &commit.changes {
                let found = std::str::from_utf8(&change.path).ok().and_then(|path| by_path.get_mut(path));
                found.into_iter().for_each(|positions| positions.push(at));
            }
        }
        let (mut positions, mut at) = (HashMap::new(), 0);
        for parent in self.repo.first_parents(tip) {
            // The history ends at a shallow boundary.
            let Ok(parent) = parent else { break };
            positions.insert(parent.id, at);
            at += usize::from(commits.get(at).is_some_and(|commit| commit.commit == parent.id));
        }
        Ok(BranchLog { commits, by_path, positions, is_cut })
    }
}

impl BranchLog {
    /// Where the history of these files begins at a commit; `None` if the log does not have the commit or a file.
    pub(super) fn position(&self, from: ObjectId, paths: &[String]) -> Option<usize> {
        let at = self.positions.get(&from)?;
        paths.iter().all(|path| self.by_path.contains_key(path)).then_some(*at)
    }

    /// The next `most` commits that changed one of the files.
    pub(super) fn page(&self, from: usize, paths: &[String], most: usize) -> LogPage {
        let mut found = BTreeSet::new();
        for path in paths {
            let positions = self.by_path.get(path).map(Vec::as_slice).unwrap_or_default();
            let first = positions.partition_point(|at| *at < from);
            found.extend(&positions[first..positions.len().min(first + most)]);
        }
        let next = found.iter().nth(most).copied();
        let commit = |at: &usize| {
            let mut commit = self.commits[*at].clone();
            commit.changes.retain(|change| paths.iter().any(|path| path.as_bytes() == change.path));
            commit
        };
        LogPage { commits: found.iter().take(most).map(commit).collect(), next }
    }

    /// Whether the log ends at a shallow boundary.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }
}
