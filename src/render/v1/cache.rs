//! `cache`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use crate::ops::cache;

/// The caches in the git directory.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Caches {
    /// The folder that holds them.
    folder: String,
    /// Whether they were removed.
    cleared: bool,
    /// All caches; with `cleared`, what they held.
    caches: Vec<Cache>,
}

/// A cache.
#[derive(Debug, Serialize, JsonSchema)]
struct Cache {
    /// What it holds: `judgements`, `counts`, `checks` or `executions`.
    name: String,
    /// The number of files.
    files: usize,
    /// The number of entries. Of judgements and executions, each file is one.
    entries: u64,
    /// The size in bytes.
    bytes: u64,
}

impl Caches {
    /// The shape.
    pub(crate) fn new(found: &cache::Caches) -> Versioned<Self> {
        let cache = |cache: &cache::Cache| Cache {
            name: cache.name.to_owned(),
            files: cache.files,
            entries: cache.entries,
            bytes: cache.bytes,
        };
        Versioned::new(Self {
            folder: found.folder.display().to_string(),
            cleared: found.cleared,
            caches: found.caches.iter().map(cache).collect(),
        })
    }
}
