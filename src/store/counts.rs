//! The number of keys of an environment, with a cache.
//!
//! The number of equal keys of two environments is the source's count minus the differing keys, so that equal files
//! need not be read. The count of a known tree comes from the cache. After a commit, only the trees on the paths of its
//! changes are counted again, from the counts of their entries. Without a cache, every file is read, in parallel.

use rayon::prelude::*;

use super::cache::{CacheKind, FactKey, Facts, hash};
use super::env_snapshot::EnvSnapshot;
use super::error::StoreError;
use super::repository::Store;
use super::walk::{Folder, ListedFile, Lister, check_depth, join};
use promote_core::env::diff::FilePair;
use promote_core::env::keys::Side;
use promote_model::{Key, Pattern};

struct Counting<'a> {
    store: &'a Store,
    lister: Lister<'a>,
    patterns: &'a [Pattern],
    /// A hash of everything in the policy and the request that a count depends on.
    rules: String,
    cache: Facts,
}

impl Store {
    /// The number of keys in an environment; with patterns, of the matching keys.
    ///
    /// # Errors
    /// If a blob or tree cannot be read. An unusable cache is not an error.
    pub(crate) fn count_all(&self, side: &EnvSnapshot, patterns: &[Pattern]) -> Result<usize, StoreError> {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        let rules = (env!("CARGO_PKG_VERSION"), self.rules.text(), texts(patterns));
        let counting = Counting {
            store: self,
            lister: Lister::new(&self.repo, &side.matcher),
            patterns,
            rules: hash(&[format!("{rules:?}{:?}", side.matcher).as_bytes()])
                .map(|byte| format!("{byte:02x}"))
                .concat(),
            cache: Facts::open(&self.repo, CacheKind::Counts),
        };
        let total = counting.folder("", &[Folder::root(side)], 0)?;
        counting.cache.save();
        Ok(total as usize)
    }

    /// The number of keys in the source file of a pair; with patterns, of the matching keys.
    pub(crate) fn count_one(&self, pair: &FilePair, patterns: &[Pattern]) -> usize {
        let pair = FilePair::new(&pair.file, pair.source.clone(), None).with_keys(pair.keys.clone());
        let names = pair.names();
        if !patterns.is_empty() && !patterns.iter().any(|p| p.matches_file(&names.files)) {
            return 0;
        }
        let wanted = |document: Option<&str>, key: &Key| {
            patterns.is_empty() || {
                let key = names.spellings(key);
                patterns.iter().any(|p| names.match_config(p, document, &key))
            }
        };
        let mut count = 0;
        let whole = pair.for_each(Side::Source, &self.rules, &mut |found| {
            count += usize::from(wanted(found.document, found.key));
        });
        count + usize::from(whole.is_some_and(|config| wanted(None, &config.key)))
    }
}

impl Counting<'_> {
    /// The number of keys in a logical folder.
    fn folder(&self, logical: &str, folders: &[Folder], depth: usize) -> Result<u32, StoreError> {
        check_depth(logical, depth)?;
        let key = hash_texts(&[&self.rules, "folder", logical, &format!("{folders:?}")]);
        self.cached(key, || {
            let listing = self.lister.list(logical, folders, None)?;
            let below = |(name, folders): &(String, Vec<Folder>)| self.folder(&join(logical, name), folders, depth + 1);
            let file = |(name, entry): &(String, ListedFile)| self.file(&join(logical, name), entry);
            let add = |a: u32, b: u32| Ok(a.saturating_add(b));
            self.store.repo.fetch_missing(listing.files.iter().map(|(_, entry)| entry.blob))?;
            let files = listing.files.par_iter().map(file).try_reduce(|| 0, add)?;
            add(files, listing.folders.par_iter().map(below).try_reduce(|| 0, add)?)
        })
    }

    /// The number of keys in a file.
    fn file(&self, logical: &str, entry: &ListedFile) -> Result<u32, StoreError> {
        let read_as = format!("{:?}{:?}", entry.format, entry.mode);
        let key = hash_texts(&[&self.rules, "file", logical, &entry.path, &read_as, &entry.blob.to_string()]);
        self.cached(key, || {
            let pair = self.store.alone(self.lister.matcher, logical, entry)?;
            let count = self.store.count_one(&pair, self.patterns);
            Ok(u32::try_from(count).unwrap_or(u32::MAX))
        })
    }

    fn cached(&self, key: FactKey, count: impl FnOnce() -> Result<u32, StoreError>) -> Result<u32, StoreError> {
        if let Some(known) = self.cache.get(key) {
            return Ok(known);
        }
        let count = count()?;
        self.cache.put(key, count);
        Ok(count)
    }
}

fn hash_texts<const N: usize>(parts: &[&str; N]) -> FactKey {
    hash(&parts.map(str::as_bytes))
}
