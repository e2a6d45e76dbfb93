//! The cache file of counts in the git directory: a sorted list of hashes, each with a number.
//!
//! A cache key is the hash of everything that a count depends on, so an entry is never wrong, only unused. The file may
//! be deleted at any time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// The hash of everything that a count depends on.
pub(super) type CacheKey = [u8; 16];

const KEY: usize = 16;
const RECORD: usize = KEY + 4;

/// With more entries than this, old entries are dropped.
const MAX_ENTRIES: usize = 1 << 20;

pub(super) struct Cache {
    path: PathBuf,
    /// The content of the file: sorted records of a cache key and a little-endian count.
    known: Vec<u8>,
    /// New counts.
    new: Mutex<BTreeMap<CacheKey, u32>>,
}

/// The hash of a list of parts. Each part is hashed with its length, so that different lists never collide as text.
pub(super) fn hash(parts: &[&str]) -> CacheKey {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = [0; KEY];
    key.copy_from_slice(&hasher.finalize()[..KEY]);
    key
}

impl Cache {
    /// Reads the cache file; an unreadable one counts as empty.
    pub(crate) fn open(git_dir: &Path) -> Self {
        let path = git_dir.join("promote").join("counts-v2");
        let known = std::fs::read(&path).unwrap_or_default();
        Self { path, known, new: Mutex::default() }
    }

    /// A cached count.
    pub(crate) fn get(&self, key: CacheKey) -> Option<u32> {
        let records = self.known.as_chunks::<RECORD>().0;
        let at = records.binary_search_by(|record| record[..KEY].cmp(&key)).ok()?;
        Some(count_of(&records[at]))
    }

    /// Adds a count.
    pub(crate) fn put(&self, key: CacheKey, count: u32) {
        self.new.lock().unwrap_or_else(PoisonError::into_inner).insert(key, count);
    }

    /// Writes the cache to a temporary file and renames it, so that readers see the old or the new file. Errors, as in
    /// a read-only repository, are ignored.
    pub(crate) fn save(self) {
        let mut all = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        if all.is_empty() {
            return;
        }
        let old = self.known.as_chunks::<RECORD>().0;
        if old.len() + all.len() <= MAX_ENTRIES {
            for record in old {
                let mut key = [0; KEY];
                key.copy_from_slice(&record[..KEY]);
                all.entry(key).or_insert_with(|| count_of(record));
            }
        }
        let Some(folder) = self.path.parent() else { return };
        let _ = std::fs::create_dir_all(folder);
        let Ok(mut file) = tempfile::NamedTempFile::new_in(folder) else { return };
        let bytes: Vec<u8> =
            all.iter().flat_map(|(key, count)| key.iter().copied().chain(count.to_le_bytes())).collect();
        if std::io::Write::write_all(&mut file, &bytes).is_ok() {
            let _ = file.persist(&self.path);
        }
    }
}

fn count_of(record: &[u8; RECORD]) -> u32 {
    let [.., a, b, c, d] = *record;
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_found_after_saving() {
        let dir = tempfile::tempdir().unwrap();
        for round in 0..3_u32 {
            let cache = Cache::open(dir.path());
            for number in 0..100_u32 {
                let key = hash(&["file", &number.to_string()]);
                assert_eq!(cache.get(key), (number < round * 30).then_some(number));
                if number < (round + 1) * 30 {
                    cache.put(key, number);
                }
            }
            cache.save();
        }
        std::fs::write(dir.path().join("promote/counts-v2"), b"damage").unwrap();
        assert_eq!(Cache::open(dir.path()).get(hash(&["file", "1"])), None);
    }

    #[test]
    fn different_parts_have_different_hashes() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
