//! The commits of a branch that changed files, newest first: read from git in pages, and kept for every file that needs them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::store::StoreError;
use promote_git::{EntryMode, PathChange, PathCommit, PathScopes, Repo, TreeEntry};
use promote_model::ObjectId;

/// The commits of the first page; each further page has four times as many.
const PAGE: usize = 64;

/// The commits among the first parents of a branch that changed files of some folders.
#[derive(Debug)]
pub(super) struct BranchLog {
    scopes: PathScopes,
    /// Newest first.
    commits: Vec<Arc<PathCommit>>,
    /// The positions of the commits that changed each file, ascending.
    by_path: HashMap<Vec<u8>, Vec<usize>>,
    /// Where the history at a commit begins: the position of the newest of the commits at or before it.
    positions: HashMap<ObjectId, usize>,
    /// Where the next page begins; `None` after the last one.
    next: Option<ObjectId>,
    page: usize,
    /// The position and the tree of the first commit of the history, once the log has it. Its files are looked up, not listed.
    root: Option<(usize, ObjectId)>,
    /// Whether the log ends at a shallow boundary.
    is_cut: bool,
}

impl BranchLog {
    /// The log that begins at a commit; nothing is read yet.
    pub(super) fn new(from: ObjectId, scopes: PathScopes) -> Self {
        Self {
            scopes,
            commits: Vec::new(),
            by_path: HashMap::new(),
            positions: HashMap::from([(from, 0)]),
            next: Some(from),
            page: PAGE,
            root: None,
            is_cut: false,
        }
    }

    /// The whole log, which knows where the history at each first parent of the branch begins.
    pub(super) fn whole(repo: &Repo, tip: ObjectId, scopes: PathScopes) -> Result<Self, StoreError> {
        let mut log = Self { page: usize::MAX, ..Self::new(tip, scopes) };
        log.more(repo)?;
        let mut at = 0;
        for parent in repo.first_parents(tip) {
            // The history ends at a shallow boundary.
            let Ok(parent) = parent else { break };
            log.positions.insert(parent.id, at);
            at += usize::from(log.commits.get(at).is_some_and(|commit| commit.commit == parent.id));
        }
        Ok(log)
    }

    /// Reads the next page, if there is one.
    pub(super) fn more(&mut self, repo: &Repo) -> Result<(), StoreError> {
        let Some(from) = self.next.take() else { return Ok(()) };
        let mut page = repo.path_log_without_root(from, &self.scopes, self.page)?;
        let is_last = page.len() < self.page;
        self.is_cut = is_cut(repo, &mut page, is_last)?;
        self.next = page.last().filter(|_| !is_last && !self.is_cut).and_then(|last| last.parent);
        self.page = self.page.saturating_mul(4);
        for commit in page {
            let at = self.commits.len();
            for change in &commit.changes {
                self.by_path.entry(change.path.clone()).or_default().push(at);
            }
            match commit.parent {
                Some(parent) => _ = self.positions.entry(parent).or_insert(at + 1),
                None => self.root = Some((at, repo.read_commit(commit.commit)?.tree)),
            }
            self.commits.push(Arc::new(commit));
        }
        Ok(())
    }

    /// Where the history of files at a commit begins; `None` if the log does not have it.
    pub(super) fn position(&self, from: ObjectId, paths: &[String]) -> Option<usize> {
        let at = self.positions.get(&from)?;
        paths.iter().all(|path| self.scopes.hold(path)).then_some(*at)
    }

    /// The commits read so far, from a position on, that changed one of the files; and the position after all of them.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(super) fn read_from(
        &self,
        repo: &Repo,
        at: usize,
        paths: &[String],
    ) -> Result<(Vec<Arc<PathCommit>>, usize), StoreError> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for path in paths {
            let positions = self.by_path.get(path.as_bytes()).map(Vec::as_slice).unwrap_or_default();
            found.extend(&positions[positions.partition_point(|position| *position < at)..]);
        }
        let mut found: Vec<Arc<PathCommit>> = found.into_iter().map(|at| self.commits[at].clone()).collect();
        found.extend(self.root_from(repo, at, paths)?.map(Arc::new));
        Ok((found, self.commits.len()))
    }

    /// The first commit of the history, if it is not before a position and has one of the files.
    fn root_from(&self, repo: &Repo, at: usize, paths: &[String]) -> Result<Option<PathCommit>, StoreError> {
        let Some((root, tree)) = self.root.filter(|(root, _)| *root >= at) else { return Ok(None) };
        let found = repo.find_paths(tree, paths.iter().map(String::as_bytes))?;
        let change = |(path, entry): (&String, Option<TreeEntry>)| {
            let entry = entry.filter(|entry| matches!(entry.mode, EntryMode::File(_)))?;
            Some(PathChange { path: path.clone().into_bytes(), old: None, new: Some((entry.mode, entry.oid)) })
        };
        let changes: Vec<PathChange> = paths.iter().zip(found).filter_map(change).collect();
        Ok((!changes.is_empty()).then(|| PathCommit { changes, ..PathCommit::clone(&self.commits[root]) }))
    }

    /// Whether there may be more commits from a position on.
    pub(super) fn has_more_from(&self, at: usize) -> bool {
        self.next.is_some() || at < self.commits.len()
    }

    /// Whether the log ends at a shallow boundary.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }
}

/// Whether a page ends at a shallow boundary. There every file looks new, so that commit is dropped.
fn is_cut(repo: &Repo, page: &mut Vec<PathCommit>, is_last: bool) -> Result<bool, StoreError> {
    match page.last() {
        Some(last) if last.parent.is_none() => {
            let cut = !repo.read_commit(last.commit)?.parents.is_empty();
            page.truncate(page.len() - usize::from(cut));
            Ok(cut)
        }
        _ => Ok(is_last && repo.is_shallow()),
    }
}
