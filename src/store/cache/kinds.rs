//! The caches that there are.

use std::path::PathBuf;

use promote_git::Repo;

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
        repo.common_dir().join("promote").join(self.name())
    }
}
