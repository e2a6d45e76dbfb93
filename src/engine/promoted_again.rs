//! Keys that a later promotion set again: a rollback must not revert them.

use std::collections::HashSet;

use super::OpError;
use super::touched::Touched;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_model::ObjectId;

/// Keys that a later promotion set to the same value. Reverting them would silently undo that promotion.
///
/// # Errors
/// Where the ledger or history cannot be read.
pub(crate) fn promoted_again(
    store: &Store,
    entry: &LedgerEntry,
    tip: ObjectId,
    inverted: &[Change],
) -> Result<Vec<Touched>, OpError> {
    let Some(ours) = &entry.state.executed else { return Ok(Vec::new()) };
    let mut again = Vec::new();
    let ledger = store.ledger()?;
    for id in ledger.executions()? {
        let id = id?;
        // Earlier promotions do not matter: the rollback restores their values.
        if id == entry.promotion.id {
            break;
        }
        let Some(ended) = ledger.ended(id)?.filter(|ended| ended.is_in_force()) else { continue };
        let Some(theirs) = ended.state.executed.as_ref().filter(|_| ended.head.target == entry.promotion.target) else {
            continue;
        };
        let shared = shared(&ledger.whole(&ended)?, inverted);
        let later = !shared.is_empty()
            && store.repo.is_ancestor(ours.commit, theirs.commit)?
            && store.repo.is_ancestor(theirs.commit, tip)?;
        if !later {
            continue;
        }
        let by = store.repo.read_commit(theirs.commit)?;
        again.extend(shared.into_iter().map(|change| {
            let file = entry.promotion.plan.files.iter().find(|f| f.file == change.file);
            let path = file.map_or_else(|| change.file.clone(), |f| f.target_path.clone());
            Touched { change: change.clone(), path, now: change.target.clone(), list: None, by: Some(by.clone()) }
        }));
    }
    Ok(again)
}

/// The changes whose keys another promotion changed, too, and did not revert.
fn shared<'a>(other: &LedgerEntry, changes: &'a [Change]) -> Vec<&'a Change> {
    let reverted: HashSet<&String> = other.state.rollbacks.iter().flat_map(|r| &r.keys).collect();
    let set: HashSet<(&str, _)> = other.promotion.plan.changes.iter().map(|c| (c.file.as_str(), c.place())).collect();
    let shared = |c: &&Change| set.contains(&(c.file.as_str(), c.place())) && !reverted.contains(&c.address());
    changes.iter().filter(shared).collect()
}
