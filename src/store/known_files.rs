//! Files that were read before. One report compares the same file several times: on the edges of its environment, and side by
//! side with all others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;
use super::walk::ListedFile;
use promote_core::env::content::File;
use promote_git::Repo;
use promote_model::{ObjectId, RulesNumber};

/// The most bytes of files that are kept; what is read from them takes several times as much memory.
const MOST: u64 = 16 << 20;

/// Files that were read before, by blob; a blob at another path is another file. Nothing is kept by default.
#[derive(Clone, Default)]
pub(crate) struct KnownFiles(Option<Arc<Mutex<Kept>>>);

#[derive(Default)]
struct Kept {
    files: HashMap<ObjectId, Vec<(RulesNumber, ListedFile, Arc<File>)>>,
    bytes: u64,
}

impl KnownFiles {
    /// Keeps what is read.
    pub(crate) fn kept() -> Self {
        Self(Some(Arc::default()))
    }

    /// A file, as it was read before or from its blob.
    ///
    /// # Errors
    /// If the blob cannot be read.
    pub(super) fn read(&self, repo: &Repo, rules: RulesNumber, entry: &ListedFile) -> Result<Arc<File>, StoreError> {
        let Some(kept) = &self.0 else { return read_file(repo, rules, entry).map(Arc::new) };
        let lock = || kept.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |one: &&(RulesNumber, ListedFile, Arc<File>)| {
            let other = &one.1;
            one.0 == rules && (&other.path, other.mode, other.format) == (&entry.path, entry.mode, entry.format)
        };
        if let Some((.., file)) = lock().files.get(&entry.blob).and_then(|files| files.iter().find(same)) {
            return Ok(file.clone());
        }
        let file = Arc::new(read_file(repo, rules, entry)?);
        let mut kept = lock();
        if kept.bytes + file.value.size <= MOST {
            kept.bytes += file.value.size;
            kept.files.entry(entry.blob).or_default().push((rules, entry.clone(), file.clone()));
        }
        Ok(file)
    }
}

fn read_file(repo: &Repo, rules: RulesNumber, entry: &ListedFile) -> Result<File, StoreError> {
    let bytes = repo.read_blob(entry.blob)?;
    Ok(File::read(rules, &entry.path, (entry.mode, entry.blob), entry.format, bytes))
}
