//! The keys of a promotion that can be rolled back.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Choice, Naming, PickFile, PickList, Standing};
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::exact_key::{BaseNames, shared_in};
use crate::engine::invert::inverse_edits;
use crate::engine::promotion_commit::promotion_commit;
use crate::engine::rollback_conflicts::conflicts;
use crate::engine::rollback_scope::{RollbackKeys, changes_to_revert};
use crate::engine::secrets::{UnmaskedPlan, redacted_changes};
use crate::engine::step::require_step;
use crate::engine::touched::Touched;
use crate::engine::typed::find_typed;
use crate::engine::whole_lines::of_changes;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::env::filled::without_filled;
use promote_core::promotion::{Action, Plan};

/// The keys of an executed promotion that are not rolled back yet, as the rollback would write them. Those that changed after
/// the promotion are not picked to begin with.
///
/// # Errors
/// As for `rollback`, where the promotion was not executed or a selector matches none of its keys.
pub(crate) fn keys_to_roll_back(
    context: &Context,
    id: &str,
    patterns: &[String],
    ids: &[String],
) -> Result<PickList, OpError> {
    let selected = RollbackKeys::parse(patterns, ids)?;
    let store = &context.store()?;
    let entry = find_typed(context, store, id)?;
    if entry.state.executed.is_none() {
        require_step(store, &entry, Action::Rollback)?;
    }
    let wanted = changes_to_revert(&entry, &selected)?;
    let plan = &entry.promotion.plan;
    let inverted = UnmaskedPlan::of(store, plan, Cow::Borrowed(&wanted))?.inverted();
    let touched = touched(store, &entry, &wanted)?;
    let changes = redacted_changes(&store.rules, plan, inverted.redacted());
    let files = files(store, plan, &changes, &touched)?;
    let promotion = &entry.promotion;
    let (source, target) = (promotion.source.clone(), promotion.target.clone());
    Ok(PickList { source, target, files, depth: 0, now: store.now })
}

/// The keys that changed after the promotion.
fn touched(store: &Store, entry: &LedgerEntry, wanted: &[Change]) -> Result<Vec<Touched>, OpError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let target = &store.side(&entry.promotion.target, &[])?;
    let inverted = UnmaskedPlan::of(store, &entry.promotion.plan, Cow::Borrowed(wanted))?.inverted();
    let (commit, before) = promotion_commit(store, entry, target)?;
    let (edits, _) = inverse_edits(store, entry, &commit, before.tree, target, &inverted)?;
    conflicts(store, entry, (&commit, target), &edits, inverted.redacted())
}

/// The changes by file.
fn files(store: &Store, plan: &Plan, changes: &[Change], touched: &[Touched]) -> Result<Vec<PickFile>, OpError> {
    let by_place: HashMap<_, &Touched> =
        touched.iter().map(|t| ((t.change.file.as_str(), t.change.place()), t)).collect();
    let mut lines = of_changes(store, plan, changes)?;
    let mut bases = BaseNames::default();
    plan.files.iter().for_each(|file| bases.add(&file.file, &file.names()));
    let mut found = Vec::new();
    for file in &plan.files {
        let here: Vec<Change> = changes.iter().filter(|change| change.file == file.file).cloned().collect();
        let all: Vec<Change> = plan.changes.iter().filter(|change| change.file == file.file).cloned().collect();
        let shared: HashMap<_, bool> = all.iter().map(|change| change.id).zip(shared_in(&all)).collect();
        let choice = |change: &Change| {
            let since = by_place.get(&(file.file.as_str(), change.place()));
            let by_id = bases.is_shared(&file.file) || shared.get(&change.id).is_none_or(|shared| *shared);
            Choice {
                change: change.clone(),
                on: since.is_none(),
                standing: since.map_or(Standing::Unchanged, |touched| Standing::ChangedSince(touched.by.clone())),
                by: if by_id { Naming::Id } else { Naming::Address },
            }
        };
        let choices: Vec<Choice> = without_filled(&here).into_iter().map(choice).collect();
        if choices.is_empty() {
            continue;
        }
        found.push(PickFile {
            name: file.file.clone(),
            lines: lines.remove(&file.file),
            hidden: false,
            unreadable: None,
            choices,
            names: file.names().into_iter().map(str::to_owned).collect(),
            keys: file.keys(),
        });
    }
    Ok(found)
}
