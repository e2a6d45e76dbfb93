//! How values came into an environment: by a promotion, a rollback or a commit that no promotion wrote. Of a merge, the commit
//! that it brought is found.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::OpError;
use super::context::Context;
use super::key_life::LifeState;
use super::key_reader::KeyReader;
use super::merged::person;
use super::written_by::{WrittenBy, written_by};
use crate::store::Store;
use crate::store::joint::FileLogs;
use promote_core::promotion::Person;
use promote_git::{Commit, EntryMode};
use promote_model::ObjectId;

/// How a value came.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    /// The commit that wrote the value.
    pub(crate) commit: ObjectId,
    /// Its subject.
    pub(crate) title: String,
    /// Who wrote it; of a promotion, who executed it.
    pub(crate) by: Person,
    /// When the environment had it: the time of the ledger for promotions and rollbacks, else that of the commit that brought it
    /// to the branch.
    pub(crate) at: Timestamp,
    /// The merge that brought the commit to the branch.
    pub(crate) merge: Option<ObjectId>,
    /// What the commit is.
    pub(crate) written: WrittenBy,
}

/// With more merges inside each other than this, the last one counts as the commit.
const MOST_MERGES: usize = 8;

/// Finds causes, each once.
pub(crate) struct Causes<'a> {
    context: &'a Context,
    store: &'a Store,
    /// The logs that histories are read from.
    pub(crate) logs: FileLogs,
    known: HashMap<ObjectId, Arc<Cause>>,
}

impl<'a> Causes<'a> {
    pub(crate) fn new(context: &'a Context, store: &'a Store) -> Self {
        Self { context, store, logs: FileLogs::default(), known: HashMap::new() }
    }

    /// How a state of a key came; `None` where the history of this clone does not tell. `at` is the place of the key in the reader.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(crate) fn of(
        &mut self,
        reader: &mut KeyReader<'_>,
        at: usize,
        state: &LifeState,
    ) -> Result<Option<Arc<Cause>>, OpError> {
        let Some(landed) = state.since else {
            self.context.remarks.add("the history of this clone is cut off; fetch the rest: git fetch --unshallow");
            return Ok(None);
        };
        let cause = self.of_commit(landed)?;
        if !matches!(cause.written, WrittenBy::Edit(_)) {
            return Ok(Some(cause));
        }
        let mut written = landed;
        for _ in 0..MOST_MERGES {
            match self.merged(reader, at, state, written)? {
                Some(inner) => written = inner,
                None => break,
            }
        }
        if written == landed {
            return Ok(Some(cause));
        }
        let inner = self.of_commit(written)?;
        let at = if matches!(inner.written, WrittenBy::Edit(_)) { cause.at } else { inner.at };
        Ok(Some(Arc::new(Cause { at, merge: Some(landed), ..(*inner).clone() })))
    }

    fn of_commit(&mut self, id: ObjectId) -> Result<Arc<Cause>, OpError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let commit = self.store.repo.read_commit(id)?;
        let written = written_by(self.context, self.store, &commit)?;
        let committed = || Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MAX);
        let (by, at) = match &written {
            WrittenBy::Promotion(entry) => match &entry.state.executed {
                Some(done) => (done.by.clone(), done.at),
                None => (person(&commit.author), committed()),
            },
            WrittenBy::Rollback(_, done) => (done.by.clone(), done.at),
            WrittenBy::Edit(_) => (person(&commit.author), committed()),
        };
        let title = commit.title().to_owned();
        let cause = Arc::new(Cause { commit: id, title, by, at, merge: None, written });
        self.known.insert(id, cause.clone());
        Ok(cause)
    }

    /// The commit that a merge brought, and that gave the key its value; `None` if the merge itself did.
    fn merged(
        &mut self,
        reader: &mut KeyReader<'_>,
        at: usize,
        state: &LifeState,
        merge: ObjectId,
    ) -> Result<Option<ObjectId>, OpError> {
        let Commit { parents, .. } = self.store.repo.read_commit(merge)?;
        let Some((first, others)) = parents.split_first() else { return Ok(None) };
        for other in others {
            let entry = self.entry(*other, &state.path)?;
            if !reader.read(&state.path, entry)?[at].is(&state.was) {
                continue;
            }
            let mut cursor = self.logs.begin(*other, &state.path, entry);
            while let Some(step) = self.logs.next(&self.store.repo, &mut cursor)? {
                if self.store.is_in(step.commit, *first)? {
                    break;
                }
                if !reader.read(&step.path_before, step.before)?[at].is(&state.was) {
                    return Ok(Some(step.commit));
                }
            }
        }
        Ok(None)
    }

    fn entry(&self, commit: ObjectId, path: &str) -> Result<super::key_reader::Entry, OpError> {
        file_at(self.store, commit, path)
    }
}

/// The file at a path of a commit.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn file_at(store: &Store, commit: ObjectId, path: &str) -> Result<super::key_reader::Entry, OpError> {
    let tree = store.repo.read_commit(commit)?.tree;
    let entry = store.repo.find_path(tree, path.as_bytes())?;
    Ok(entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None }))
}
