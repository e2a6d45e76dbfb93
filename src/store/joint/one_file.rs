//! The history of single files, each newest first, back over its renames. The files of a branch share one log.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::branch_log::BranchLog;
use super::rename;
use super::stream::Logs;
use super::touch::{Entry, Touch, entry};
use crate::store::StoreError;
use promote_git::{PathCommit, PathScopes, Repo};
use promote_model::ObjectId;

/// The logs that the histories of files are read from.
#[derive(Debug, Default)]
pub(crate) struct FileLogs(Logs);

/// The place in the history of a file: at first the newest state.
#[derive(Debug)]
pub(crate) struct FileCursor {
    log: usize,
    at: usize,
    path: String,
    entry: Entry,
    read: VecDeque<Arc<PathCommit>>,
    is_cut: bool,
}

/// A commit among the first parents of a branch that changed a file.
#[derive(Debug, Clone)]
pub(crate) struct FileStep {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The path before it: another one where the commit renamed the file.
    pub(crate) path_before: String,
    /// The file before it.
    pub(crate) before: Entry,
}

impl FileLogs {
    /// Makes the files of a branch share one log.
    pub(crate) fn expect(&mut self, tip: ObjectId, paths: &[String]) {
        self.0.at(tip, paths);
    }

    /// Reads the whole history of files of a branch, for lookups from many of its commits.
    ///
    /// # Errors
    /// If git fails.
    pub(crate) fn read_branch(
        &mut self,
        repo: &Repo,
        tip: ObjectId,
        paths: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        self.0.add(BranchLog::whole(repo, tip, PathScopes::of(paths.iter().map(String::as_str)))?);
        Ok(())
    }

    /// The history of a file at a commit, where it is this entry.
    pub(crate) fn begin(&mut self, from: ObjectId, path: &str, entry: Entry) -> FileCursor {
        let (log, at) = self.0.at(from, &[path.to_owned()]);
        FileCursor { log, at, path: path.to_owned(), entry, read: VecDeque::new(), is_cut: false }
    }

    /// The next older commit that changed the file; `None` at the end of its history.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn next(&mut self, repo: &Repo, cursor: &mut FileCursor) -> Result<Option<FileStep>, StoreError> {
        let Some(commit) = self.next_commit(repo, cursor)? else { return Ok(None) };
        let change = commit.changes.iter().find(|change| change.path == cursor.path.as_bytes());
        let before = change.and_then(|change| entry(change.old));
        let touch = Touch { commit: commit.commit, parent: commit.parent, before: [None, None] };
        let old = match (before, cursor.entry) {
            (None, Some((_, blob))) => rename::find(repo, &touch, (&cursor.path, blob))?,
            _ => None,
        };
        cursor.entry = before;
        if let (Some((path, entry)), Some(parent)) = (old, commit.parent) {
            *cursor = self.begin(parent, &path, Some(entry));
        }
        Ok(Some(FileStep { commit: commit.commit, path_before: cursor.path.clone(), before: cursor.entry }))
    }

    fn next_commit(&mut self, repo: &Repo, cursor: &mut FileCursor) -> Result<Option<Arc<PathCommit>>, StoreError> {
        let paths = [cursor.path.clone()];
        while cursor.read.is_empty() {
            let log = self.0.log(cursor.log);
            let (read, after) = log.read_from(repo, cursor.at, &paths)?;
            cursor.at = cursor.at.max(after);
            cursor.read.extend(read);
            if !cursor.read.is_empty() {
                break;
            }
            if !log.has_more_from(cursor.at) {
                cursor.is_cut = log.is_cut();
                return Ok(None);
            }
            log.more(repo)?;
        }
        Ok(cursor.read.pop_front())
    }
}

impl FileCursor {
    /// Whether the history ended at a shallow boundary.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }
}
