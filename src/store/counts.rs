//! How many configs are equal where nothing differs, counted once and remembered.
//!
//! The cache is content-addressed: a key is the hash of everything that a count depends on (the rules,
//! the logical place, the tree or blob), so an entry is never wrong, only unused. It lies under the
//! git directory and may be deleted at any time.

use std::collections::HashMap;
use std::path::PathBuf;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::Store;
use super::environment::{Side, read_file};
use super::error::StoreError;
use super::walk::{Entry, Folder, Same, files_below};
use crate::env::diff::Pair;
use crate::model::Pattern;

type CacheKey = [u8; 16];

/// More entries than this are not kept: the file is begun anew.
const MOST_ENTRIES: usize = 1 << 20;

struct Cache {
    path: PathBuf,
    known: HashMap<CacheKey, u32>,
    grown: bool,
}

impl Store {
    /// How many configs `same` holds; with patterns, of those that match.
    ///
    /// # Errors
    /// Where a blob or tree cannot be read. A cache that cannot be used is no error.
    pub fn count_same(&self, side: &Side, same: &[Same], patterns: &[Pattern]) -> Result<usize, StoreError> {
        let mut cache = Cache::open(self);
        let (rules, narrowing) = (self.rules_text(patterns), side.matcher.narrowing());
        let mut total = 0_usize;
        let mut files: Vec<(String, Entry)> = Vec::new();
        let mut folders: Vec<(CacheKey, usize, usize)> = Vec::new();
        for same in same {
            match same {
                Same::File(logical, entry) => files.push((logical.clone(), entry.clone())),
                Same::Folder(logical, below) => {
                    let key = hash(&[&rules, "folder", logical, &narrowing, &folder_text(below)]);
                    match cache.known.get(&key) {
                        Some(count) => total += *count as usize,
                        None => {
                            let start = files.len();
                            files.extend(files_below(&self.repo, &side.matcher, logical, below.clone())?);
                            folders.push((key, start, files.len()));
                        }
                    }
                }
            }
        }
        let counts = self.count_files(&mut cache, &rules, &files, patterns)?;
        total += counts.iter().map(|count| *count as usize).sum::<usize>();
        for (key, start, end) in folders {
            cache.put(key, counts[start..end].iter().sum());
        }
        cache.save();
        Ok(total)
    }

    fn count_files(
        &self,
        cache: &mut Cache,
        rules: &str,
        files: &[(String, Entry)],
        patterns: &[Pattern],
    ) -> Result<Vec<u32>, StoreError> {
        let key = |logical: &str, entry: &Entry| {
            hash(&[
                rules,
                "file",
                logical,
                &entry.path,
                &format!("{:?}{:?}", entry.format, entry.mode),
                &entry.blob.to_string(),
            ])
        };
        let counted: Vec<(CacheKey, u32)> = files
            .par_iter()
            .map(|(logical, entry)| {
                let key = key(logical, entry);
                match cache.known.get(&key) {
                    Some(count) => Ok((key, *count)),
                    None => Ok((key, self.count_file(logical, entry, patterns)?)),
                }
            })
            .collect::<Result<_, StoreError>>()?;
        for (key, count) in &counted {
            cache.put(*key, *count);
        }
        Ok(counted.into_iter().map(|(_, count)| count).collect())
    }

    fn count_file(&self, logical: &str, entry: &Entry, patterns: &[Pattern]) -> Result<u32, StoreError> {
        let file = std::sync::Arc::new(read_file(&self.repo, entry)?);
        let pair = Pair::new(logical, Some(file.clone()), None);
        let names = pair.names();
        if !patterns.is_empty() && !patterns.iter().any(|p| p.matches_file(&names)) {
            return Ok(0);
        }
        let configs = pair.configs(&file, &self.rules);
        let wanted = |key: &str, document: Option<&str>| {
            patterns.is_empty() || patterns.iter().any(|p| p.matches(&names, document, key))
        };
        let count = configs.iter().filter(|c| wanted(&c.key.to_string(), c.document.as_deref())).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Everything in the policy that a count depends on, and the version of the counting.
    fn rules_text(&self, patterns: &[Pattern]) -> String {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        let rules = (env!("CARGO_PKG_VERSION"), &self.rules.list_keys, texts(&self.rules.flags), texts(patterns));
        format!("{rules:?}{:?}{:?}", self.policy.files, self.policy.exclusions)
    }
}

fn folder_text(folders: &[Folder]) -> String {
    format!("{folders:?}")
}

fn hash(parts: &[&str]) -> CacheKey {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = [0; 16];
    key.copy_from_slice(&hasher.finalize()[..16]);
    key
}

impl Cache {
    fn open(store: &Store) -> Self {
        let path = store.repo.common_dir().join("promote").join("counts-v1");
        let bytes = std::fs::read(&path).unwrap_or_default();
        let mut known = HashMap::with_capacity(bytes.len() / 20);
        for record in bytes.chunks_exact(20) {
            let (Ok(key), Ok(count)) = (record[..16].try_into(), record[16..].try_into()) else { continue };
            known.insert(key, u32::from_le_bytes(count));
        }
        Self { path, known, grown: false }
    }

    fn put(&mut self, key: CacheKey, count: u32) {
        self.grown |= self.known.insert(key, count).is_none();
    }

    /// Written whole to a file beside it, then renamed: a reader sees the old or the new one. What
    /// fails (a read-only repository) only costs the next command its time.
    fn save(&self) {
        if !self.grown {
            return;
        }
        if self.known.len() > MOST_ENTRIES {
            // Entries never grow wrong, only old: the next command begins anew.
            let _ = std::fs::remove_file(&self.path);
            return;
        }
        let Some(folder) = self.path.parent() else { return };
        let _ = std::fs::create_dir_all(folder);
        let Ok(mut file) = tempfile::NamedTempFile::new_in(folder) else { return };
        let mut bytes = Vec::with_capacity(self.known.len() * 20);
        for (key, count) in &self.known {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(&count.to_le_bytes());
        }
        if std::io::Write::write_all(&mut file, &bytes).is_ok() {
            let _ = file.persist(&self.path);
        }
    }
}
