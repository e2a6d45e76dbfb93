//! Changes carried out on a target's tree, in memory: what would be written, or why it cannot be.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::OpError;
use super::history::{commits_since, who_changed};
use super::secrets::UnmaskedPlan;
use promote_core::env::apply::{AppliedFile, ApplyError, apply};
use promote_core::env::change::is_filled_list;
use promote_core::env::change::{Change, SpelledValue, UnitKind};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::env::secrets::{NO_BLOB, Redactor, mask_entirely};
use promote_core::promotion::Plan;
use promote_core::promotion::plan::PlanFile;
use promote_git::{Batch, Commit, EntryMode, Repo};
use promote_model::{Key, ObjectId, Value};

/// A key that is not what the plan was made on.
#[derive(Debug, Clone)]
pub(crate) struct Touched {
    /// The planned change.
    pub(crate) change: Change,
    /// The path of the target's file.
    pub(crate) path: String,
    /// What the target has now.
    pub(crate) now: Option<SpelledValue>,
    /// The list above it that is one config now, where that is what the target has.
    pub(crate) list: Option<Key>,
    /// The commit that changed it, where one was found.
    pub(crate) by: Option<Commit>,
}

/// One file of a plan, ready to be carried out.
pub(crate) struct Job<'a> {
    /// The file.
    pub(crate) file: &'a PlanFile,
    /// What is wanted of it, with all values.
    pub(crate) changes: Vec<&'a Change>,
    /// The same as people are told it.
    pub(crate) told: Vec<&'a Change>,
    /// Source and target as they are.
    pub(crate) pair: FilePair,
}

/// What a tree becomes, by path.
pub(crate) type Paths = BTreeMap<Vec<u8>, promote_git::TreeEdit>;

/// Reads the files of a plan: the source's as planned, the target's as they are at `target`.
///
/// # Errors
/// Where an object cannot be read.
pub(crate) fn jobs<'a>(
    repo: &Repo,
    plan: &'a Plan,
    opened: &'a UnmaskedPlan<'a>,
    target: ObjectId,
) -> Result<Vec<Job<'a>>, OpError> {
    let tree = repo.read_commit(target)?.tree;
    let by_file = opened.by_file();
    let job = |file: &'a PlanFile| {
        let source = match &file.source {
            Some(s) => Some(File::read(&s.path, s.mode, s.blob, Some(file.format), repo.read_blob(s.blob)?)),
            None => None,
        };
        let target = file_at(repo, tree, file)?;
        let (changes, told): (Vec<_>, Vec<_>) = by_file.get(file.file.as_str()).cloned().unwrap_or_default();
        Ok(Job { pair: pair_for(file, source, target, &changes).with_keys(file.keys()), changes, told, file })
    };
    plan.files.iter().map(job).collect()
}

/// The target's file in a tree.
pub(crate) fn file_at(repo: &Repo, tree: ObjectId, file: &PlanFile) -> Result<Option<File>, OpError> {
    let Some(entry) = repo.find_path(tree, file.target_path.as_bytes())? else { return Ok(None) };
    let EntryMode::File(mode) = entry.mode else { return Ok(None) };
    Ok(Some(File::read(&file.target_path, mode, entry.oid, Some(file.format), repo.read_blob(entry.oid)?)))
}

/// Two files put together; documents have names where the changes say so.
pub(crate) fn pair_for(file: &PlanFile, source: Option<File>, target: Option<File>, changes: &[&Change]) -> FilePair {
    let mut pair = FilePair::new(&file.file, source.map(Arc::new), target.map(Arc::new));
    let missing = if pair.target.is_none() { Side::Target } else { Side::Source };
    pair.elsewhere = file.path(missing).map(str::to_owned);
    pair.naming.admit(changes.iter().filter_map(|c| c.document.as_deref()));
    pair.seen = ListView::of(changes.iter().copied());
    pair
}

impl Job<'_> {
    /// The changes whose key is not what they were planned on, as people are told them.
    pub(crate) fn touched(&self, rules: &KeyRules) -> Vec<Touched> {
        let now = self.now(rules);
        let mut touched = Vec::new();
        let names = self.pair.names();
        let veil = Redactor::of(&names, rules);
        for (change, told) in self.changes.iter().zip(&self.told) {
            let mut found = now.get(&(change.document.clone(), change.key.clone()));
            let mut list = None;
            if found.is_none() {
                // A list whose elements cannot be told apart any more may hold what was to come into it.
                list = lists_above(&change.key).find_map(|key| {
                    found = now
                        .get(&(change.document.clone(), key.clone()))
                        .filter(|spelled| is_filled_list(&spelled.value));
                    found.map(|_| key)
                });
            }
            if list.is_some() || found.map(|s| &s.value) != change.target.as_ref().map(|s| &s.value) {
                let now = found.map(|found| match told.is_masked() {
                    true => mask_entirely(found),
                    false => veil.spelled(change.document.as_deref(), &change.key, found, NO_BLOB),
                });
                let (change, path) = (veil.change((*told).clone(), None, None), self.file.target_path.clone());
                touched.push(Touched { change, path, now, list, by: None });
            }
        }
        touched
    }

    /// What the target's file holds now, of what the changes are about.
    fn now(&self, rules: &KeyRules) -> HashMap<(Option<String>, Key), SpelledValue> {
        let Some(file) = &self.pair.target else { return HashMap::new() };
        if self.changes.iter().any(|c| c.kind == UnitKind::File) {
            let whole = SpelledValue { value: Value::File(file.value.clone()), text: String::new() };
            return HashMap::from([((None, Key::root()), whole)]);
        }
        // The source may have become unreadable by key; what counts here is the target.
        let alone = FilePair { source: None, ..self.pair.clone() };
        let text = |span: std::ops::Range<usize>| {
            file.parsed().map(|parsed| parsed.text(span).into_owned()).unwrap_or_default()
        };
        let lists = self.changes.iter().flat_map(|c| lists_above(&c.key).map(|key| (c.document.as_deref(), key)));
        let lists: Vec<(Option<&str>, Key)> = lists.collect();
        let places = self.changes.iter().map(|c| c.place());
        let asked: HashSet<_> = places.chain(lists.iter().map(|(document, key)| (*document, key))).collect();
        let configs = alone.configs_where(Side::Target, rules, |found| asked.contains(&found.place()));
        configs
            .into_iter()
            .map(|c| ((c.document, c.key), SpelledValue { text: text(c.span), value: c.value }))
            .collect()
    }

    /// Carries the changes out; `whole` as in [`apply`].
    ///
    /// # Errors
    /// Where an edit is refused.
    pub(crate) fn apply(&self, whole: bool, rules: &KeyRules) -> Result<AppliedFile, ApplyError> {
        apply(&self.pair, &self.changes, whole, rules)
    }
}

/// The lists that a key leads through, the outermost first.
fn lists_above(key: &Key) -> impl Iterator<Item = Key> {
    let steps = key.steps();
    (0..steps.len()).filter(|at| steps[*at].is_of_a_list()).map(|at| Key::from(steps[..at].to_vec()))
}

/// Everything that is not as planned, with the commit that made it so.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn stale(
    repo: &Repo,
    rules: &KeyRules,
    jobs: &[Job<'_>],
    planned_on: ObjectId,
    now: ObjectId,
) -> Result<Vec<Touched>, OpError> {
    let mut all = Vec::new();
    let mut commits = None;
    for job in jobs {
        let touched = job.touched(rules);
        if touched.is_empty() {
            continue;
        }
        let commits = match &mut commits {
            Some(commits) => &*commits,
            none => none.insert(commits_since(repo, now, planned_on)?),
        };
        let at = |t: &Touched| match &t.list {
            Some(list) => Change { key: list.clone(), ..t.change.clone() },
            None => t.change.clone(),
        };
        let changes: Vec<Change> = touched.iter().map(at).collect();
        let path = job.file.target_path.as_str();
        let who =
            who_changed(repo, rules, job.file, &changes.iter().collect::<Vec<_>>(), commits, (Side::Target, path))?;
        all.extend(touched.into_iter().zip(who).map(|(touched, by)| Touched { by, ..touched }));
    }
    Ok(all)
}

/// Carries all jobs out into `batch`; the paths that a tree must be spliced with.
///
/// # Errors
/// The first edit that is refused.
pub(crate) fn carry(batch: &mut Batch<'_>, jobs: &[Job<'_>], whole: bool, rules: &KeyRules) -> Result<Paths, OpError> {
    let mut paths = Paths::new();
    for job in jobs {
        put(batch, &mut paths, job, job.apply(whole, rules)?)?;
    }
    Ok(paths)
}

/// Adds what becomes of one file.
///
/// # Errors
/// Where an object cannot be made.
pub(crate) fn put(
    batch: &mut Batch<'_>,
    paths: &mut Paths,
    job: &Job<'_>,
    outcome: AppliedFile,
) -> Result<(), OpError> {
    let entry = match outcome {
        AppliedFile::Unchanged => return Ok(()),
        AppliedFile::Gone => None,
        AppliedFile::Blob(mode, blob) => Some((mode, blob)),
        AppliedFile::Bytes(mode, bytes) => Some((mode, batch.blob(&bytes)?)),
    };
    paths.insert(job.file.target_path.clone().into_bytes(), entry);
    Ok(())
}
