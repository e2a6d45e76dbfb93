//! Inverts the changes of a promotion as edits of the current target.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::apply::{FileEdit, TreeEdits, file_at, pair_for};
use crate::engine::secrets::UnmaskedPlan;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::env::flatten::KeyRules;
use promote_core::promotion::plan::PlanFile;
use promote_git::{Commit, EntryMode};
use promote_model::ObjectId;

/// The inverted changes as edits. A file that is unchanged since the promotion, and whose changes are all reverted, gets
/// its old blob back without an edit.
pub(crate) fn inverse_edits<'a>(
    store: &Store,
    entry: &'a LedgerEntry,
    commit: &Commit,
    before: ObjectId,
    target: &EnvSnapshot,
    inverted: &'a UnmaskedPlan<'a>,
) -> Result<(Vec<FileEdit<'a>>, TreeEdits), OpError> {
    let repo = &store.repo;
    let mut by_file = inverted.by_file();
    let mut planned: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &entry.promotion.plan.changes {
        *planned.entry(&change.file).or_default() += 1;
    }
    let (mut edits, mut exact) = (Vec::new(), TreeEdits::new());
    for file in &entry.promotion.plan.files {
        let Some((changes, redacted)) = by_file.remove(file.file.as_str()) else { continue };
        let all = planned.get(file.file.as_str()) == Some(&changes.len());
        let at = |tree: ObjectId| repo.find_path(tree, file.target_path.as_bytes());
        let same = at(commit.tree)?.map(|e| (e.mode, e.oid)) == at(target.tree)?.map(|e| (e.mode, e.oid));
        if all && same {
            let old =
                at(before)?.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None });
            exact.insert(file.target_path.clone().into_bytes(), old);
            continue;
        }
        edits.push(FileEdit {
            redacted,
            ..edit(store, (file, inverted.rules()), (before, commit.tree), target, changes)?
        });
    }
    Ok((edits, exact))
}

fn edit<'a>(
    store: &Store,
    (file, rules): (&'a PlanFile, &'a KeyRules),
    (before, promoted): (ObjectId, ObjectId),
    target: &EnvSnapshot,
    changes: Vec<&'a Change>,
) -> Result<FileEdit<'a>, OpError> {
    let (old, now) = (file_at(&store.repo, rules, before, file)?, file_at(&store.repo, rules, target.tree, file)?);
    // Both states belong to the target.
    let keys = file.keys().of_target();
    let mut pair = pair_for(file, old, now, &changes).with_keys(keys);
    pair.promoted = file_at(&store.repo, rules, promoted, file)?.map(Arc::new);
    Ok(FileEdit { pair, redacted: changes.clone(), changes, file, rules })
}
