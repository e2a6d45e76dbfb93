//! The caches that there are, and their files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use promote_git::Repo;

/// The folder of caches. It also holds locks and notes, which are no caches.
pub(crate) fn folder(repo: &Repo) -> PathBuf {
    repo.common_dir().join("promote")
}

/// A file of a cache.
#[derive(Debug)]
pub(crate) struct CacheFile {
    /// The path.
    pub(crate) path: PathBuf,
    /// The size.
    pub(crate) bytes: u64,
    /// The number of entries.
    pub(crate) entries: u64,
}

/// The size of a fact.
pub(super) const RECORD: usize = 20;

/// A cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CacheKind {
    /// Judgements of differing keys, a file for each edge of the pipeline.
    Judgements,
    /// Counts of keys.
    Counts,
    /// Files in which a check found nothing.
    Checks,
    /// The last executions on the edges, a file for each ledger.
    Executions,
}

impl CacheKind {
    /// All caches.
    pub(crate) const ALL: [Self; 4] = [Self::Judgements, Self::Counts, Self::Checks, Self::Executions];

    /// The name up to its version.
    fn stem(self) -> &'static str {
        match self {
            Self::Judgements => "judged-v",
            Self::Counts => "counts-v",
            Self::Checks => "checks-v",
            Self::Executions => "last-executed-v",
        }
    }

    /// The name of the file or folder that this version writes.
    fn name(self) -> &'static str {
        match self {
            Self::Judgements => "judged-v1",
            Self::Counts => "counts-v2",
            Self::Checks => "checks-v1",
            Self::Executions => "last-executed-v1",
        }
    }

    /// The file; of several files the folder or the beginning of their names.
    pub(crate) fn path(self, repo: &Repo) -> PathBuf {
        folder(repo).join(self.name())
    }

    /// Whether a file of the folder belongs to it, of whichever version.
    fn owns(self, name: &str) -> bool {
        name.strip_prefix(self.stem()).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Judgements => "judgements",
            Self::Counts => "counts",
            Self::Checks => "checks",
            Self::Executions => "executions",
        }
    }

    /// Its files of all versions.
    ///
    /// # Errors
    /// If a folder cannot be read, with its path.
    pub(crate) fn files(self, repo: &Repo) -> Result<Vec<CacheFile>, (PathBuf, io::Error)> {
        let read = |folder: &Path| entries(folder).map_err(|error| (folder.to_owned(), error));
        let mut found = Vec::new();
        for path in read(&folder(repo))? {
            if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| self.owns(name)) {
                // What a link leads to is not ours.
                let is_folder = path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
                let files = if is_folder { read(&path)? } else { vec![path] };
                // Another command may have replaced a file.
                let sized = |path: PathBuf| Some((path.symlink_metadata().ok()?.len(), path));
                found.extend(files.into_iter().filter_map(sized).map(|(bytes, path)| self.file(path, bytes)));
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// A list of facts has one entry for each; other files are one entry.
    fn file(self, path: PathBuf, bytes: u64) -> CacheFile {
        let entries = match self {
            Self::Counts | Self::Checks => bytes / RECORD as u64,
            Self::Judgements | Self::Executions => 1,
        };
        CacheFile { path, bytes, entries }
    }
}

/// The entries of a folder; none if it does not exist.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(all) => all.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_owns_its_files_of_every_version_and_no_other() {
        for kind in CacheKind::ALL {
            assert!(kind.owns(kind.name()), "{kind:?}");
            assert_eq!(CacheKind::ALL.iter().filter(|other| other.owns(kind.name())).count(), 1, "{kind:?}");
        }
        assert!(CacheKind::Counts.owns("counts-v1") && CacheKind::Executions.owns("last-executed-v1-promotions"));
        let others = ["ledger-root-promotions", "policy-line-promotions", "asked-origin", "checkout.lock", "following"];
        for name in others.into_iter().chain(["counts-view", "counts-v", "my-counts-v2", ".tmp1"]) {
            assert!(CacheKind::ALL.iter().all(|kind| !kind.owns(name)), "{name}");
        }
    }
}
