//! How many configs an environment has, counted once and remembered.
//!
//! What two environments have in common is the source's count less what differs, so that nothing that is equal needs
//! to be looked at: the count of a tree that was seen before is one look into the cache, and after a commit only the
//! trees on the way to what it changed are counted again, from the counts of what is in them. Where nothing is
//! remembered, every file is read, by all processors.

mod cache;

use rayon::prelude::*;

use super::Store;
use super::error::StoreError;
use super::side::EnvSnapshot;
use super::walk::{Folder, ListedFile, Lister, check_depth, join};
use cache::{Cache, CacheKey, hash};
use promote_core::env::diff::FilePair;
use promote_core::env::keys::Side;
use promote_model::{Key, Pattern};

struct Counting<'a> {
    store: &'a Store,
    lister: Lister<'a>,
    patterns: &'a [Pattern],
    /// Everything in the policy and in the question that a count depends on.
    rules: String,
    cache: Cache,
}

impl Store {
    /// How many configs an environment has; with patterns, how many of them match.
    ///
    /// # Errors
    /// Where a blob or tree cannot be read. A cache that cannot be used is no error.
    pub(crate) fn count_all(&self, side: &EnvSnapshot, patterns: &[Pattern]) -> Result<usize, StoreError> {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        let rules = (env!("CARGO_PKG_VERSION"), self.rules.text(), texts(patterns));
        let counting = Counting {
            store: self,
            lister: Lister::new(&self.repo, &side.matcher),
            patterns,
            rules: hash(&[&format!("{rules:?}{:?}", side.matcher)]).map(|byte| format!("{byte:02x}")).concat(),
            cache: Cache::open(self.repo.common_dir()),
        };
        let total = counting.folder("", &[Folder::root(side)], 0)?;
        counting.cache.save();
        Ok(total as usize)
    }

    /// How many configs the source of a comparison has on its own; with patterns, how many of them match.
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
    fn folder(&self, logical: &str, folders: &[Folder], depth: usize) -> Result<u32, StoreError> {
        check_depth(logical, depth)?;
        let key = hash(&[&self.rules, "folder", logical, &format!("{folders:?}")]);
        self.remembered(key, || {
            let listing = self.lister.list(logical, folders, None)?;
            let below = |(name, folders): &(String, Vec<Folder>)| self.folder(&join(logical, name), folders, depth + 1);
            let file = |(name, entry): &(String, ListedFile)| self.file(&join(logical, name), entry);
            let add = |a: u32, b: u32| Ok(a.saturating_add(b));
            self.store.repo.bring(listing.files.iter().map(|(_, entry)| entry.blob))?;
            let files = listing.files.par_iter().map(file).try_reduce(|| 0, add)?;
            add(files, listing.folders.par_iter().map(below).try_reduce(|| 0, add)?)
        })
    }

    fn file(&self, logical: &str, entry: &ListedFile) -> Result<u32, StoreError> {
        let read_as = format!("{:?}{:?}", entry.format, entry.mode);
        let key = hash(&[&self.rules, "file", logical, &entry.path, &read_as, &entry.blob.to_string()]);
        self.remembered(key, || {
            let pair = self.store.alone(self.lister.matcher, logical, entry)?;
            let count = self.store.count_one(&pair, self.patterns);
            Ok(u32::try_from(count).unwrap_or(u32::MAX))
        })
    }

    fn remembered(&self, key: CacheKey, count: impl FnOnce() -> Result<u32, StoreError>) -> Result<u32, StoreError> {
        if let Some(known) = self.cache.get(key) {
            return Ok(known);
        }
        let count = count()?;
        self.cache.put(key, count);
        Ok(count)
    }
}
