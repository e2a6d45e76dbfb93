//! Lead times: how long each key had its value in the source before a promotion brought it to the target.
//!
//! ```text
//! the planned source commit -> its first parents -> the commit that gave the key its value     (the value is there)
//! the promotion's execution                                                                    (the value has arrived)
//! ```
//!
//! Each state of a file is read once, whatever the number of promotions that took keys of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::OpError;
use super::authors::path_in_source;
use super::causes::file_at;
use super::context::Context;
use super::key_reader::{KeyPlace, KeyReader};
use crate::store::environment::EnvSnapshot;
use crate::store::joint::FileLogs;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::promotion::Promotion;
use promote_model::ObjectId;

/// A promotion with the time of its execution.
pub(crate) type ExecutedPromotion<'p> = (&'p Promotion, Timestamp);

/// For each promotion, the lead time of each of its changes in seconds, in their order; `None` where the history of this clone
/// does not tell.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn lead_times(
    context: &Context,
    store: &Store,
    executed: &[ExecutedPromotion<'_>],
) -> Result<Vec<Vec<Option<u64>>>, OpError> {
    let mut leads: Vec<Vec<Option<u64>>> =
        executed.iter().map(|(promotion, _)| vec![None; promotion.plan.changes.len()]).collect();
    let files = by_file(store, executed)?;
    let mut logs = FileLogs::default();
    let mut paths: BTreeMap<ObjectId, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        paths.entry(file.side.commit).or_default().insert(file.path.clone());
    }
    for (tip, paths) in &paths {
        logs.read_branch(&store.repo, *tip, paths)?;
    }
    for file in files {
        let mut reader = KeyReader::new((context, store), (&file.side, &file.path), &file.file, file.places);
        for taken in &file.taken {
            let (promotion, at) = executed[taken.promotion];
            let places: Vec<usize> = taken.keys.iter().map(|(_, place)| *place).collect();
            let from = (promotion.plan.source_commit, file.path.as_str());
            let since = last_changes(store, &mut logs, &mut reader, from, &places)?;
            for ((change, _), commit) in taken.keys.iter().zip(since) {
                let Some(commit) = commit else { continue };
                let waited = at.duration_since(store.dated(commit)?.0).as_secs();
                // A clock that was ahead does not make a lead time negative.
                leads[taken.promotion][*change] = Some(u64::try_from(waited).unwrap_or_default());
            }
        }
    }
    Ok(leads)
}

/// A file of a source, with the keys that promotions took from it.
struct SourceFile {
    side: EnvSnapshot,
    path: String,
    file: String,
    places: Vec<KeyPlace>,
    taken: Vec<TakenKeys>,
}

/// The keys that one promotion took from a file: the positions of the changes and of the places.
struct TakenKeys {
    promotion: usize,
    keys: Vec<(usize, usize)>,
}

impl SourceFile {
    fn take(&mut self, promotion: usize, changes: &[(usize, &Change)]) {
        let keys = changes.iter().map(|(at, change)| (*at, self.place(change))).collect();
        self.taken.push(TakenKeys { promotion, keys });
    }

    fn place(&mut self, change: &Change) -> usize {
        let known = self.places.iter().position(|place| place.kind == change.kind && place.id == change.id);
        known.unwrap_or_else(|| {
            self.places.push(KeyPlace::of_change(change));
            self.places.len() - 1
        })
    }
}

/// The files of the sources that promotions took keys from. A source that is gone has none.
fn by_file(store: &Store, executed: &[ExecutedPromotion<'_>]) -> Result<Vec<SourceFile>, OpError> {
    let mut sides: BTreeMap<&str, Option<EnvSnapshot>> = BTreeMap::new();
    let mut files: BTreeMap<(&str, String, &str), SourceFile> = BTreeMap::new();
    for (at, (promotion, _)) in executed.iter().enumerate() {
        let side = match sides.get(promotion.source.as_str()) {
            Some(side) => side,
            None => sides.entry(&promotion.source).or_insert(source(store, &promotion.source)?),
        };
        let Some(side) = side.as_ref().filter(|_| store.repo.exists(promotion.plan.source_commit).unwrap_or(false))
        else {
            continue;
        };
        for file in &promotion.plan.files {
            let Some(path) = path_in_source(store, side, file) else { continue };
            let changes = promotion.plan.changes.iter().enumerate().filter(|(_, change)| change.file == file.file);
            let changes: Vec<(usize, &Change)> = changes.collect();
            let (places, taken) = (Vec::new(), Vec::new());
            files
                .entry((&promotion.source, path.clone(), &file.file))
                .or_insert_with(|| SourceFile { side: side.clone(), path, file: file.file.clone(), places, taken })
                .take(at, &changes);
        }
    }
    Ok(files.into_values().collect())
}

/// An environment as it is now; `None` if it or its branch is gone.
fn source(store: &Store, name: &str) -> Result<Option<EnvSnapshot>, OpError> {
    match store.side(name, &[]) {
        Ok(side) => Ok(Some(side)),
        Err(StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// For each place, the newest commit at or before another that changed it; `None` where the history does not tell.
fn last_changes(
    store: &Store,
    logs: &mut FileLogs,
    reader: &mut KeyReader<'_>,
    (from, path): (ObjectId, &str),
    places: &[usize],
) -> Result<Vec<Option<ObjectId>>, OpError> {
    let mut found = vec![None; places.len()];
    let entry = file_at(store, from, path)?;
    let mut current = reader.read(path, entry)?;
    let mut cursor = logs.begin(from, path, entry);
    while let Some(step) = logs.next(&store.repo, &mut cursor)? {
        let before = reader.read(&step.path_before, step.before)?;
        for (commit, place) in found.iter_mut().zip(places) {
            if commit.is_none() && !current[*place].is(&before[*place]) {
                *commit = Some(step.commit);
            }
        }
        if found.iter().all(Option::is_some) {
            break;
        }
        current = before;
    }
    Ok(found)
}
