//! A cache of facts: a sorted list of hashes, each with a number.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::keep::{FactKey, write};
use super::kinds::{CacheKind, RECORD};
use promote_git::Repo;

const KEY: usize = 16;

/// With more entries than this, old entries are dropped.
const MAX_ENTRIES: usize = 1 << 20;

type Record = [u8; RECORD];

/// Facts of earlier commands, and new ones.
pub(crate) struct Facts {
    path: PathBuf,
    /// The content of the file: sorted records of a key and a little-endian number.
    known: Vec<u8>,
    /// New facts.
    new: Mutex<BTreeMap<FactKey, u32>>,
}

impl Facts {
    /// Reads a cache; an unreadable one counts as empty.
    pub(crate) fn open(repo: &Repo, kind: CacheKind) -> Self {
        Self::at(kind.path(repo))
    }

    fn at(path: PathBuf) -> Self {
        let known = std::fs::read(&path).unwrap_or_default();
        Self { path, known, new: Mutex::default() }
    }

    /// The number of a fact.
    pub(crate) fn get(&self, key: FactKey) -> Option<u32> {
        let records = self.records();
        let at = records.binary_search_by(|record| record[..KEY].cmp(&key)).ok()?;
        Some(number_of(&records[at]))
    }

    /// Adds a fact.
    pub(crate) fn put(&self, key: FactKey, number: u32) {
        self.new.lock().unwrap_or_else(PoisonError::into_inner).insert(key, number);
    }

    fn records(&self) -> &[Record] {
        self.known.as_chunks().0
    }

    /// Writes old and new facts, if there are new ones.
    pub(crate) fn save(mut self) {
        let new = std::mem::take(self.new.get_mut().unwrap_or_else(PoisonError::into_inner));
        if new.is_empty() {
            return;
        }
        // A file that is not sorted is damaged.
        let old = Some(self.records()).filter(|old| old.len() + new.len() <= MAX_ENTRIES && old.is_sorted());
        let mut old = old.unwrap_or_default().iter().peekable();
        let mut bytes = Vec::with_capacity(self.known.len() + new.len() * RECORD);
        for (key, number) in new.into_iter().take(MAX_ENTRIES) {
            while let Some(record) = old.next_if(|record| record[..KEY] < key[..]) {
                bytes.extend(record);
            }
            let _ = old.next_if(|record| record[..KEY] == key);
            bytes.extend(key);
            bytes.extend(number.to_le_bytes());
        }
        old.for_each(|record| bytes.extend(record));
        write(&self.path, &bytes);
    }
}

fn number_of(record: &Record) -> u32 {
    let [.., a, b, c, d] = *record;
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::super::keep::hash;
    use super::*;

    fn key(number: u32) -> FactKey {
        hash(&[b"file", number.to_string().as_bytes()])
    }

    #[test]
    fn facts_are_found_after_saving() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("promote/facts");
        for round in 0..3_u32 {
            let facts = Facts::at(path.clone());
            for number in 0..100_u32 {
                assert_eq!(facts.get(key(number)), (number < round * 30).then_some(number));
                if number < (round + 1) * 30 {
                    facts.put(key(number), number);
                }
            }
            facts.save();
            assert_eq!(
                std::fs::read(&path).unwrap().len(),
                (round as usize + 1) * 30 * RECORD,
                "nothing is kept twice"
            );
        }
        std::fs::write(&path, b"damage").unwrap();
        assert_eq!(Facts::at(path).get(key(1)), None);
    }

    #[test]
    fn a_damaged_file_gives_way_to_new_facts() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("promote/facts");
        let save = |numbers: std::ops::Range<u32>| {
            let facts = Facts::at(path.clone());
            numbers.for_each(|number| facts.put(key(number), number));
            facts.save();
        };
        save(0..50);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.reverse();
        std::fs::write(&path, bytes).unwrap();
        assert!((0..50).all(|number| Facts::at(path.clone()).get(key(number)).is_none()));
        save(40..60);
        let facts = Facts::at(path.clone());
        assert!((0..60).all(|number| facts.get(key(number)) == (number >= 40).then_some(number)));
    }
}
