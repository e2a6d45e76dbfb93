//! What an event claims, computed again from history: who wrote the promoted values, since when they are in the source,
//! and whether the source ever held them. Commands that act and `verify` use the same computation, so that an event that
//! leaves something out changes nothing.

use super::OpError;
use super::authors::{authors, authors_count};
use super::soak;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::{EventKind, Person, Plan};
use promote_git::EntryMode;
use promote_model::ObjectId;

/// Replaces the claims of an open promotion's events by what history says: the authors of its values and the time since
/// which they are in the source, where the target's rules depend on them. Of claims and history, the stricter counts.
///
/// # Errors
/// Where history cannot be read, as in a shallow clone; where the plan does not come from its source.
pub(crate) fn recompute(store: &Store, entry: &mut LedgerEntry) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    // Without the environment there is no such edge; the gate refuses it.
    let Some(source) = store.policy.environment(&promotion.source) else { return Ok(()) };
    if store.policy.environment(&promotion.target).is_none() {
        return Ok(());
    }
    if let Some(why) = source_mismatch(store, &promotion.source, &promotion.plan)? {
        return Err(OpError::NotFromSource { id: promotion.id, why });
    }
    let counted = authors_count(store, &promotion.target)?;
    let soaks = soak::required_soak(store, &promotion.source, &promotion.target).is_some();
    if !counted && !soaks {
        return Ok(());
    }
    let source = store.side_at(source, promotion.plan.source_commit, &[])?;
    if counted {
        let found = authors(store, &source, &promotion.target, &promotion.plan)?;
        let claimed = std::mem::take(&mut entry.state.authors);
        entry.state.authors = Person::distinct(claimed.into_iter().chain(found));
    }
    let planned = |event: &&promote_core::promotion::Event| {
        matches!(event.what, EventKind::Created { .. } | EventKind::Refreshed { .. })
    };
    if let Some(planned) = entry.events.iter().rfind(planned).filter(|_| soaks) {
        let found = soak::in_source_since(store, &source, &promotion.target, &promotion.plan, planned.at)?;
        // A plan of a time without this rule claims nothing.
        entry.state.since = entry.state.since.and_then(|claimed| found.map(|found| found.max(claimed)));
    }
    Ok(())
}

/// Why the values of a plan are not those of its source: the commit that it names was never on the source's branch, or
/// holds other files. `None` if they are.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn source_mismatch(store: &Store, source: &str, plan: &Plan) -> Result<Option<String>, OpError> {
    let (commit, short) = (plan.source_commit, plan.source_commit.short());
    if !store.repo.exists(commit)? {
        return Ok(Some(format!("the plan takes its values from commit {short}, which is not in this repository")));
    }
    let environment = store.environment(source)?;
    let branch = store.branch_of(environment);
    if !is_on(store, branch, commit)? {
        return Ok(Some(format!(
            "the plan takes its values from commit {short}, which is not on {branch}, the branch of {source}"
        )));
    }
    let tree = store.repo.read_commit(commit)?.tree;
    for source in plan.files.iter().filter_map(|file| file.source.as_ref()) {
        let entry = store.repo.find_path(tree, source.path.as_bytes())?;
        if entry.map(|entry| (entry.mode, entry.oid)) != Some((EntryMode::File(source.mode), source.blob)) {
            return Ok(Some(format!("the plan has another {} than commit {short}", source.path)));
        }
    }
    Ok(None)
}

/// Whether a branch holds a commit; of a branch that is gone, whether any other branch but the ledger does: environments
/// are renamed and moved.
fn is_on(store: &Store, branch: &str, commit: ObjectId) -> Result<bool, OpError> {
    let tips = &store.branches.tips;
    if let Some(tip) = tips.get(branch) {
        return Ok(store.is_in(commit, *tip)?);
    }
    for (_, tip) in tips.iter().filter(|(name, _)| **name != store.policy.ledger) {
        if store.is_in(commit, *tip)? {
            return Ok(true);
        }
    }
    Ok(false)
}
