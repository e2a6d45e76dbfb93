//! What the judgements of several files, and of one file at several commits, share.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::branch_log::BranchLog;
use super::memo::FileKey;
use super::stream::Logs;
use crate::store::cache::hash;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::judge::FilePrints;
use promote_core::env::lists::ListView;
use promote_core::env::translate::Translator;
use promote_git::{PathScopes, Repo};
use promote_model::{FileMode, ObjectId};

/// A file of two environments with its differing keys.
pub(crate) type ChangedFile<'a> = (&'a FilePair, Vec<&'a Change>);

/// What a judgement is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JudgeRequest {
    /// The largest number of states of a file that are looked at.
    pub(crate) depth: usize,
    /// Whether values are equal up to translation also where the target's rule does not say so (`--translate`).
    pub(crate) translate: bool,
}

impl Default for JudgeRequest {
    fn default() -> Self {
        Self { depth: DEPTH, translate: false }
    }
}

/// The number of states of a file pair that are looked at unless more are asked for.
pub(crate) const DEPTH: usize = 50;

/// With more keys than this, the keys of files that were read are forgotten: some 40 MB.
const MOST_KEYS: usize = 1 << 19;

/// Whether an environment held any file, by commit.
pub(super) type Existed = Mutex<HashMap<ObjectId, bool>>;

/// What several judgements of two environments share.
#[derive(Default)]
pub(crate) struct Shared {
    logs: Mutex<Logs>,
    pub(super) existed: Existed,
    pub(super) prints: KnownPrints,
}

impl Shared {
    /// Reads the whole history of files of a branch, for judgements at many of its commits.
    ///
    /// # Errors
    /// If git fails.
    pub(crate) fn read_branch(&self, repo: &Repo, tip: ObjectId, paths: &BTreeSet<String>) -> Result<(), StoreError> {
        let log = BranchLog::whole(repo, tip, PathScopes::of(paths.iter().map(String::as_str)))?;
        self.logs().add(log);
        Ok(())
    }

    /// Whether histories were read before.
    pub(super) fn has_read(&self) -> bool {
        !self.logs().is_empty()
    }

    /// Forgets the histories: they became longer.
    pub(super) fn forget_logs(&self) {
        *self.logs() = Logs::default();
    }

    pub(super) fn logs(&self) -> MutexGuard<'_, Logs> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keys of files that were read.
#[derive(Default)]
pub(super) struct KnownPrints(Mutex<(HashMap<PrintsKey, Arc<FilePrints>>, usize)>);

/// A content of one side of a file pair.
type PrintsKey = (PairKey, usize, FileMode, ObjectId);

/// The hash of everything that the keys of a file pair depend on, besides the contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PairKey(FileKey);

impl PairKey {
    pub(super) fn of(store: &Store, translator: Option<&Translator>, pair: &FilePair, changes: &[&Change]) -> Self {
        let side = |file: &File| format!("{:?}", (&file.path, file.format));
        let sides = [&pair.source, &pair.target].map(|file| file.as_deref().map(side));
        let documents: Vec<_> = changes.iter().filter_map(|change| change.document.as_deref()).collect();
        let lists = ListView::of(changes.iter().copied());
        let text = format!("{:?}", (translator, &pair.file, &pair.elsewhere, &pair.keys, sides, documents, lists));
        Self(hash(&[text.as_bytes(), store.rules.text().as_bytes()]))
    }
}

impl KnownPrints {
    /// The keys of a content; read if they are not known.
    pub(super) fn get_or_read(
        &self,
        key: PrintsKey,
        read: impl FnOnce() -> Result<FilePrints, StoreError>,
    ) -> Result<Arc<FilePrints>, StoreError> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prints) = known().0.get(&key) {
            return Ok(prints.clone());
        }
        let prints = Arc::new(read()?);
        let (all, keys) = &mut *known();
        *keys += prints.len();
        if *keys > MOST_KEYS {
            all.clear();
            *keys = prints.len();
        }
        all.insert(key, prints.clone());
        Ok(prints)
    }
}
