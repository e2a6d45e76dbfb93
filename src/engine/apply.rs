//! Applies changes to a target's files in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::OpError;
use super::history::{changed_by, commits_since};
use super::secrets::UnmaskedPlan;
use super::touched::Touched;
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
use promote_git::{Batch, EntryMode, Repo};
use promote_model::{Key, ObjectId, Value};

/// The planned changes of one file, with its contents.
pub(crate) struct FileEdit<'a> {
    /// The file.
    pub(crate) file: &'a PlanFile,
    /// The changes with real values.
    pub(crate) changes: Vec<&'a Change>,
    /// The same changes with secrets masked.
    pub(crate) redacted: Vec<&'a Change>,
    /// The current source and target files.
    pub(crate) pair: FilePair,
    /// The rules that the plan was made by.
    pub(crate) rules: &'a KeyRules,
}

/// The new entries of a tree, by path.
pub(crate) type TreeEdits = BTreeMap<Vec<u8>, promote_git::TreeEdit>;

/// Reads the files of a plan: of the source as planned, of the target at commit `target`.
///
/// # Errors
/// Where an object cannot be read.
pub(crate) fn file_edits<'a>(
    repo: &Repo,
    plan: &'a Plan,
    opened: &'a UnmaskedPlan<'a>,
    target: ObjectId,
) -> Result<Vec<FileEdit<'a>>, OpError> {
    let tree = repo.read_commit(target)?.tree;
    let by_file = opened.by_file();
    let edit = |file: &'a PlanFile| {
        let source = match &file.source {
            Some(s) => {
                let bytes = repo.read_blob(s.blob)?;
                Some(File::read(opened.rules().number, &s.path, (s.mode, s.blob), Some(file.format), bytes))
            }
            None => None,
        };
        let target = file_at(repo, opened.rules(), tree, file)?;
        let (changes, redacted): (Vec<_>, Vec<_>) = by_file.get(file.file.as_str()).cloned().unwrap_or_default();
        let pair = pair_for(file, source, target, &changes).with_keys(file.keys());
        Ok(FileEdit { pair, changes, redacted, file, rules: opened.rules() })
    };
    plan.files.iter().map(edit).collect()
}

/// The target's file in a tree.
pub(crate) fn file_at(repo: &Repo, rules: &KeyRules, tree: ObjectId, file: &PlanFile) -> Result<Option<File>, OpError> {
    let Some(entry) = repo.find_path(tree, file.target_path.as_bytes())? else { return Ok(None) };
    let EntryMode::File(mode) = entry.mode else { return Ok(None) };
    let bytes = repo.read_blob(entry.oid)?;
    Ok(Some(File::read(rules.number, &file.target_path, (mode, entry.oid), Some(file.format), bytes)))
}

/// Pairs two files; documents have names where the changes use names.
pub(crate) fn pair_for(file: &PlanFile, source: Option<File>, target: Option<File>, changes: &[&Change]) -> FilePair {
    let mut pair = FilePair::new(&file.file, source.map(Arc::new), target.map(Arc::new));
    let missing = if pair.target.is_none() { Side::Target } else { Side::Source };
    pair.elsewhere = file.path(missing).map(str::to_owned);
    pair.naming.admit(changes.iter().filter_map(|c| c.document.as_deref()));
    pair.seen = ListView::of(changes.iter().copied());
    pair
}

impl FileEdit<'_> {
    /// The keys that changed in the target since the plan was made, with secrets masked.
    pub(crate) fn touched(&self) -> Vec<Touched> {
        let now = self.now();
        let mut touched = Vec::new();
        let names = self.pair.names();
        let redactor = Redactor::of(&names, self.rules);
        for (change, redacted) in self.changes.iter().zip(&self.redacted) {
            let mut found = now.get(&(change.document.clone(), change.key.clone()));
            let mut list = None;
            if found.is_none() {
                // If the elements of a list can no longer be matched, any of them may be the new element.
                list = lists_above(&change.key).find_map(|key| {
                    found = now
                        .get(&(change.document.clone(), key.clone()))
                        .filter(|spelled| is_filled_list(&spelled.value));
                    found.map(|_| key)
                });
            }
            if list.is_some() || found.map(|s| &s.value) != change.target.as_ref().map(|s| &s.value) {
                let now = found.map(|found| match redacted.is_masked() {
                    true => mask_entirely(found),
                    false => redactor.spelled(change.document.as_deref(), &change.key, found, NO_BLOB),
                });
                let (change, path) = (redactor.change((*redacted).clone(), None, None), self.file.target_path.clone());
                touched.push(Touched { change, path, now, list, by: None });
            }
        }
        touched
    }

    /// The current values of the changed keys in the target's file.
    fn now(&self) -> HashMap<(Option<String>, Key), SpelledValue> {
        let Some(file) = &self.pair.target else { return HashMap::new() };
        if self.changes.iter().any(|c| c.kind == UnitKind::File) {
            let whole = SpelledValue { value: Value::File(file.value.clone()), text: String::new() };
            return HashMap::from([((None, Key::root()), whole)]);
        }
        // Only the target matters here; the source may be unreadable by key.
        let alone = FilePair { source: None, ..self.pair.clone() };
        let text = |span: std::ops::Range<usize>| {
            file.parsed().map(|parsed| parsed.text(span).into_owned()).unwrap_or_default()
        };
        let lists = self.changes.iter().flat_map(|c| lists_above(&c.key).map(|key| (c.document.as_deref(), key)));
        let lists: Vec<(Option<&str>, Key)> = lists.collect();
        let places = self.changes.iter().map(|c| c.place());
        let asked: HashSet<_> = places.chain(lists.iter().map(|(document, key)| (*document, key))).collect();
        let configs = alone.configs_where(Side::Target, self.rules, |found| asked.contains(&found.place()));
        configs
            .into_iter()
            .map(|c| ((c.document, c.key), SpelledValue { text: text(c.span), value: c.value }))
            .collect()
    }

    /// Applies the changes; `whole` as in [`apply`].
    ///
    /// # Errors
    /// Where an edit is refused.
    pub(crate) fn apply(&self, whole: bool) -> Result<AppliedFile, ApplyError> {
        apply(&self.pair, &self.changes, whole, self.rules)
    }
}

/// The lists that contain a key, outermost first.
fn lists_above(key: &Key) -> impl Iterator<Item = Key> {
    let steps = key.steps();
    (0..steps.len()).filter(|at| steps[*at].is_of_a_list()).map(|at| Key::from(steps[..at].to_vec()))
}

/// The keys that changed in the target since the plan was made, with the commits that changed them.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn stale(
    repo: &Repo,
    edits: &[FileEdit<'_>],
    planned_on: ObjectId,
    now: ObjectId,
) -> Result<Vec<Touched>, OpError> {
    let mut all = Vec::new();
    let mut commits = None;
    for edit in edits {
        let touched = edit.touched();
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
        let path = edit.file.target_path.as_str();
        let changes: Vec<&Change> = changes.iter().collect();
        let who = changed_by(repo, edit.rules, edit.file, &changes, commits, (Side::Target, path))?;
        all.extend(touched.into_iter().zip(who).map(|(touched, by)| Touched { by, ..touched }));
    }
    Ok(all)
}

/// Applies all edits, with their blobs in `batch`; the new entries of the tree.
///
/// # Errors
/// The first edit that is refused.
pub(crate) fn apply_edits(batch: &mut Batch<'_>, edits: &[FileEdit<'_>], whole: bool) -> Result<TreeEdits, OpError> {
    let mut paths = TreeEdits::new();
    for edit in edits {
        add_outcome(batch, &mut paths, edit, edit.apply(whole)?)?;
    }
    Ok(paths)
}

/// Adds the result for one file.
///
/// # Errors
/// Where an object cannot be made.
pub(crate) fn add_outcome(
    batch: &mut Batch<'_>,
    paths: &mut TreeEdits,
    edit: &FileEdit<'_>,
    outcome: AppliedFile,
) -> Result<(), OpError> {
    let entry = match outcome {
        AppliedFile::Unchanged => return Ok(()),
        AppliedFile::Gone => None,
        AppliedFile::Blob(mode, blob) => Some((mode, blob)),
        AppliedFile::Bytes(mode, bytes) => Some((mode, batch.blob(&bytes)?)),
    };
    paths.insert(edit.file.target_path.clone().into_bytes(), entry);
    Ok(())
}
