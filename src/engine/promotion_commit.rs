//! The commit that wrote a promotion: the one that the ledger records, or the one that a rebase made of it. A rebase before a
//! push is usual, and leaves the recorded commit behind. Trailers alone prove nothing: the commit must also change its parent
//! exactly as the plan does.

use super::OpError;
use super::apply::{apply_edits, file_edits};
use super::recognise::named_promotions;
use super::secrets::UnmaskedPlan;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::verify::{CommitKind, TrailerClaim};
use promote_core::promotion::{Event, EventKind, PromotionType};
use promote_git::{Commit, GitError, IncompleteClone};
use promote_model::ObjectId;

/// The promotion commit and its parent.
///
/// # Errors
/// Where the target's branch does not contain the commit, for example after a reset.
pub(crate) fn promotion_commit(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<(Commit, Commit), OpError> {
    let missing =
        |commit: String| OpError::CommitMissing { id: entry.promotion.called(), commit, branch: target.branch.clone() };
    let id = entry.state.executed.as_ref().map(|done| done.commit).ok_or_else(|| missing("nothing".to_owned()))?;
    if !store.repo.is_ancestor(id, target.commit)? {
        // A shallow clone may lack the commit.
        if store.repo.is_shallow() {
            return Err(GitError::MissingObject { id, lacking: Some(IncompleteClone::Shallow) }.into());
        }
        let commit = after_rebase(store, entry, target.commit)?.ok_or_else(|| missing(id.to_string()))?;
        return with_parent(store, commit)?.ok_or_else(|| missing(id.to_string()));
    }
    with_parent(store, store.repo.read_commit(id)?)?.ok_or_else(|| missing(id.to_string()))
}

/// A commit and its first parent.
fn with_parent(store: &Store, commit: Commit) -> Result<Option<(Commit, Commit)>, OpError> {
    let Some(parent) = commit.parents.first().copied() else { return Ok(None) };
    Ok(Some((commit, store.repo.read_commit(parent)?)))
}

/// The newest commit on the first parents of `tip` that does what the promotion's recorded commit did.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn after_rebase(store: &Store, entry: &LedgerEntry, tip: ObjectId) -> Result<Option<Commit>, OpError> {
    for commit in store.repo.first_parents(tip) {
        let commit = commit?;
        if names(entry, &named_promotions(store, &commit)?) && matches_plan(store, entry, &commit)? {
            return Ok(Some(commit));
        }
    }
    Ok(None)
}

/// The commit whose rules an event names; where a rebase left that commit behind, the newest of the policy branch with the
/// same `promote.yaml`. `None` where nothing tells which rules these were.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn rules_of_event(store: &Store, event: &Event) -> Result<Option<ObjectId>, OpError> {
    if store.repo.exists(event.policy)? {
        return Ok(Some(event.policy));
    }
    let Some(rules) = event.rules else { return Ok(None) };
    for commit in store.policy_history(store.policy_commit) {
        let commit = commit?.id;
        if store.policy_blob(commit)? == Some(rules) {
            return Ok(Some(commit));
        }
    }
    Ok(None)
}

/// The event that names a commit as this promotion's: as its execution, or as the proposal that was executed. Where a
/// rebase left the recorded commit behind, the execution may have become any commit that says so.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn writing_event<'e>(
    store: &Store,
    entry: &'e LedgerEntry,
    commit: &Commit,
) -> Result<Option<&'e Event>, OpError> {
    let state = &entry.state;
    let Some(executed) = state.executed.as_ref() else { return Ok(None) };
    let proposed = state.proposed.as_ref().is_some_and(|proposal| proposal.commit == commit.id);
    if !proposed && executed.commit != commit.id && !is_left_behind(store, entry, executed.commit)? {
        return Ok(None);
    }
    let names = |event: &&Event| match event.what {
        EventKind::Executed { .. } => !proposed || executed.commit == commit.id,
        EventKind::Proposed { commit: written, .. } => proposed && written == commit.id,
        _ => false,
    };
    Ok(entry.events.iter().rfind(names))
}

/// Whether the branch of a promotion's target does not hold a recorded commit.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn is_left_behind(store: &Store, entry: &LedgerEntry, recorded: ObjectId) -> Result<bool, OpError> {
    let Some(environment) = store.policy.environment(&entry.promotion.target) else { return Ok(false) };
    let Some(tip) = store.branches.tips.get(store.branch_of(environment)) else { return Ok(false) };
    Ok(!store.repo.exists(recorded)? || !store.is_in(recorded, *tip)?)
}

/// Whether one of these claims is about the execution of the promotion.
pub(crate) fn names(entry: &LedgerEntry, claims: &[TrailerClaim]) -> bool {
    let id = entry.promotion.id.to_string();
    claims.iter().any(|claim| claim.id == id && claim.kind == CommitKind::Promotion)
}

/// Whether a commit changes its first parent exactly as the plan does.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn matches_plan(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<bool, OpError> {
    let Some(parent) = commit.parents.first() else { return Ok(false) };
    let parent = store.repo.read_commit(*parent)?;
    let opened = UnmaskedPlan::plan(store, &entry.promotion.plan)?;
    let edits = file_edits(&store.repo, &entry.promotion.plan, &opened, parent.id)?;
    if edits.iter().any(|edit| !edit.touched().is_empty()) {
        return Ok(false);
    }
    let whole = entry.promotion.request.promotion_type == PromotionType::Full;
    let mut scratch = store.repo.batch();
    let Ok(paths) = apply_edits(&mut scratch, &edits, whole) else { return Ok(false) };
    Ok(scratch.splice(Some(parent.tree), &paths)? == commit.tree)
}
