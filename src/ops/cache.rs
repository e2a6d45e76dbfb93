//! `cache`: the caches below the git directory, and removing them. It needs no `promote.yaml`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::store::cache::{CacheKind, folder};
use promote_git::Repo;

/// The caches of a repository.
#[derive(Debug)]
pub(crate) struct Caches {
    /// The folder that holds them.
    pub(crate) folder: PathBuf,
    /// All caches, also empty ones.
    pub(crate) caches: Vec<Cache>,
    /// Whether they were removed.
    pub(crate) cleared: bool,
}

/// A cache.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// What it holds.
    pub(crate) name: &'static str,
    /// The number of files.
    pub(crate) files: usize,
    /// The number of entries.
    pub(crate) entries: u64,
    /// The size.
    pub(crate) bytes: u64,
}

/// The caches.
///
/// # Errors
/// Outside of a repository, or where a folder cannot be read.
pub(crate) fn look(context: &Context) -> Result<Caches, OpError> {
    each(context, |_| Ok(()))
}

/// Removes the caches; the report says what they held.
///
/// # Errors
/// As [`look`], and where a file cannot be removed.
pub(crate) fn clear(context: &Context) -> Result<Caches, OpError> {
    if context.dry_run {
        return look(context);
    }
    Ok(Caches { cleared: true, ..each(context, remove)? })
}

fn each(context: &Context, mut one: impl FnMut(&Path) -> Result<(), OpError>) -> Result<Caches, OpError> {
    let repo = Repo::open(&context.dir)?;
    let mut caches = Vec::new();
    for kind in CacheKind::ALL {
        let mut cache = Cache { name: kind.word(), ..Cache::default() };
        let failed =
            |(path, error): (PathBuf, _)| OpError::Io { what: "read", path: path.display().to_string(), error };
        for file in kind.files(&repo).map_err(failed)? {
            one(&file.path)?;
            cache.files += 1;
            cache.entries += file.entries;
            cache.bytes += file.bytes;
        }
        caches.push(cache);
    }
    Ok(Caches { folder: folder(&repo), caches, cleared: false })
}

fn remove(path: &Path) -> Result<(), OpError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        // Another command replaced or removed it.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(OpError::Io { what: "remove", path: path.display().to_string(), error }),
    }
}
