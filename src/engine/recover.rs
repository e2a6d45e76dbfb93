//! Finds commits in the target that the ledger does not record.
//!
//! Target and ledger move in one transaction, but git ends it with two renames: `kill -9` between them leaves the target
//! moved and the ledger behind. The next run of the command finds the commit and records it. A trailer alone proves
//! nothing: the commit's tree must be the result of applying the promotion, or its inverse, to the commit's parent.

use std::borrow::Cow;
use std::collections::HashSet;

use super::OpError;
use super::apply::apply_edits;
use super::promotion_commit::{matches_plan, names, promotion_commit};
use super::recognise::named_promotions;
use super::rollback_fits;
use super::secrets::UnmaskedPlan;
use crate::engine::invert::inverse_edits;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::policy::gate::Clearance;
use promote_core::promotion::EventKind;
use promote_core::promotion::message::{REVERTED_KEY, reverted_key};
use promote_git::{Commit, trailers};
use promote_model::ObjectId;
use promote_model::text::visible;

/// Finds a promotion commit that is not recorded; for a merged proposal, the merge.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn find_execution(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<Commit>, OpError> {
    if entry.state.executed.is_some() {
        return Ok(None);
    }
    for commit in store.repo.first_parents(target.commit) {
        let commit = commit?;
        if commit.id == entry.promotion.plan.target_commit {
            return Ok(None);
        }
        let ours = names(entry, &named_promotions(store, &commit)?) || merges(store, entry, &commit)?;
        if ours && matches_plan(store, entry, &commit)? {
            return Ok(Some(commit));
        }
    }
    Ok(None)
}

/// The event that records an execution.
pub(crate) fn executed_event(clearance: &Clearance, commit: ObjectId) -> EventKind {
    let overriding = clearance.overriding().map(str::to_owned);
    EventKind::Executed { digest: clearance.digest().clone(), commit, required: clearance.required(), overriding }
}

/// Whether a commit is a proposal of this promotion that a killed command left on the branch.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn is_proposal(store: &Store, entry: &LedgerEntry, commit: ObjectId) -> Result<bool, OpError> {
    let commit = store.repo.read_commit(commit)?;
    Ok(names(entry, &named_promotions(store, &commit)?) && matches_plan(store, entry, &commit)?)
}

/// Whether a commit merges the proposed commit.
fn merges(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<bool, OpError> {
    let Some(proposal) = &entry.state.proposed else { return Ok(false) };
    // A commit that is missing here cannot be in this history.
    if commit.parents.len() < 2 || !store.repo.exists(proposal.commit)? {
        return Ok(false);
    }
    for parent in commit.parents.iter().skip(1) {
        if *parent == proposal.commit || store.repo.is_ancestor(proposal.commit, *parent)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses a step for a promotion that was executed but is not recorded.
///
/// # Errors
/// [`OpError::AlreadyWritten`] with the commit.
pub(crate) fn refuse_if_executed(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    // A target that no longer exists has no commit.
    let Ok(target) = store.side(&entry.promotion.target, &[]) else { return Ok(()) };
    match find_execution(store, entry, &target)? {
        None => Ok(()),
        Some(commit) => {
            Err(OpError::AlreadyWritten { id: entry.promotion.called(), commit: commit.id, branch: target.branch })
        }
    }
}

/// Finds a rollback commit that is not recorded, and the changes it reverted.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn find_rollback(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<(Commit, Vec<Change>)>, OpError> {
    let id = entry.promotion.id.to_string();
    let Some(done) = &entry.state.executed else { return Ok(None) };
    for commit in store.repo.first_parents(target.commit) {
        let commit = commit?;
        // Older commits are recorded.
        if commit.id == done.commit || entry.state.rollbacks.iter().any(|r| r.commit == commit.id) {
            return Ok(None);
        }
        let found = trailers::parse(&commit.message);
        let ours = ["Promotion-Id", "Promotion-Rollback"].iter().all(|t| trailers::single(&found, t) == Some(&id));
        if !ours {
            continue;
        }
        for taken in reverted_changes(entry, &commit.message, &found) {
            if matches_rollback(store, entry, &commit, &taken)? {
                return Ok(Some((commit, taken)));
            }
        }
    }
    Ok(None)
}

/// The changes that a rollback commit may revert, likeliest first; only one of them matches its files. A commit that
/// reverts a part names its keys in trailers.
fn reverted_changes(entry: &LedgerEntry, message: &str, found: &[(String, String)]) -> Vec<Vec<Change>> {
    let undone = |change: &Change| entry.state.rollbacks.iter().any(|r| r.keys.contains(&change.address()));
    let left: Vec<Change> = entry.promotion.plan.changes.iter().filter(|c| !undone(c)).cloned().collect();
    let named: HashSet<&str> =
        found.iter().filter(|(token, _)| token == REVERTED_KEY).map(|(_, value)| value.as_str()).collect();
    if !named.is_empty() {
        return vec![left.into_iter().filter(|c| named.contains(reverted_key(c).as_str())).collect()];
    }
    let listed = listed_keys(message);
    let part: Vec<Change> = left.iter().filter(|c| listed.contains(&visible(&c.address()).as_ref())).cloned().collect();
    if part.is_empty() { vec![left] } else { vec![part, left] }
}

/// The keys that a commit from before the trailers lists below its title. Only the lines that were generated count: the
/// user's own words come after the next blank line.
fn listed_keys(message: &str) -> HashSet<&str> {
    let mut lines = message.lines();
    let head: Vec<&str> = lines.by_ref().take(4).collect();
    if !matches!(head.as_slice(), [_, "", begin, ""] if begin.starts_with("This reverts part of commit ")) {
        return HashSet::new();
    }
    lines.map_while(|line| line.strip_prefix("- ")).collect()
}

/// Whether a commit reverts exactly these changes of a promotion on its parent.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn matches_rollback(
    store: &Store,
    entry: &LedgerEntry,
    commit: &Commit,
    taken: &[Change],
) -> Result<bool, OpError> {
    let [parent] = commit.parents.as_slice() else { return Ok(false) };
    let side = store.side_at(store.environment(&entry.promotion.target)?, *parent, &[])?;
    if rollback_fits::unfit(store, entry, &side, taken)?.is_some() {
        return Ok(false);
    }
    let (promoted, before) = promotion_commit(store, entry, &side)?;
    let inverted = UnmaskedPlan::of(store, &entry.promotion.plan, Cow::Borrowed(taken))?.inverted();
    let (edits, exact) = inverse_edits(store, entry, &promoted, before.tree, &side, &inverted)?;
    if taken.is_empty() || edits.iter().any(|edit| !edit.touched().is_empty()) {
        return Ok(false);
    }
    let mut scratch = store.repo.batch();
    let Ok(mut paths) = apply_edits(&mut scratch, &edits, false) else { return Ok(false) };
    paths.extend(exact);
    Ok(scratch.splice(Some(side.tree), &paths)? == commit.tree)
}
