//! What stands in the target although the ledger does not say so.
//!
//! Target and ledger move in one transaction, but git's own ends with two renames: `kill -9` between
//! them leaves the target moved and the ledger behind. The next run of the same command finds the
//! commit and records it. A trailer alone is nothing: the commit's tree must be what the promotion,
//! or its inverse, makes of the commit's parent.

use std::borrow::Cow;

use super::OpError;
use super::apply::{apply_jobs, jobs};
use super::history::promotion_commit;
use super::secrets::UnmaskedPlan;
use crate::engine::invert::inverse_jobs;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::policy::gate::Clearance;
use promote_core::promotion::{EventKind, PromotionType};
use promote_git::{Commit, trailers};
use promote_model::ObjectId;
use promote_model::text::visible;

/// A promotion commit that the ledger does not know; for a proposal that was merged, the merge.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn executed(store: &Store, entry: &LedgerEntry, target: &EnvSnapshot) -> Result<Option<Commit>, OpError> {
    if entry.state.executed.is_some() {
        return Ok(None);
    }
    for commit in store.repo.first_parents(target.commit) {
        let commit = commit?;
        if commit.id == entry.promotion.plan.target_commit {
            return Ok(None);
        }
        let ours = claims(entry, &commit.message) || merges(store, entry, &commit)?;
        if ours && is_the_plans(store, entry, &commit)? {
            return Ok(Some(commit));
        }
    }
    Ok(None)
}

/// The event that records an execution.
pub(crate) fn event(clearance: &Clearance, commit: ObjectId) -> EventKind {
    let overriding = clearance.overriding().map(str::to_owned);
    EventKind::Executed { digest: clearance.digest().clone(), commit, required: clearance.required(), overriding }
}

/// Whether a commit says that it is the promotion's. A squash that a host makes of a merge request keeps the trailers of
/// the request's text, or of the commit's message.
fn claims(entry: &LedgerEntry, message: &str) -> bool {
    let found = trailers::parse(message);
    trailers::single(&found, "Promotion-Id") == Some(&entry.promotion.id.to_string())
        && trailers::single(&found, "Plan-Digest") == Some(&entry.state.digest.to_string())
        && trailers::single(&found, "Promotion-Rollback").is_none()
}

/// Whether a commit is this promotion's, as it would be proposed: one that a killed command left on its branch.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn is_proposal(store: &Store, entry: &LedgerEntry, commit: ObjectId) -> Result<bool, OpError> {
    let commit = store.repo.read_commit(commit)?;
    Ok(claims(entry, &commit.message) && is_the_plans(store, entry, &commit)?)
}

/// Whether a commit merges the one that was proposed.
fn merges(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<bool, OpError> {
    let Some(proposal) = &entry.state.proposed else { return Ok(false) };
    // What is not here is in no history that is.
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

/// Whether what a commit does to its first parent is what the plan does.
fn is_the_plans(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<bool, OpError> {
    let Some(parent) = commit.parents.first() else { return Ok(false) };
    let parent = store.repo.read_commit(*parent)?;
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &entry.promotion.plan)?;
    let jobs = jobs(&store.repo, &entry.promotion.plan, &opened, parent.id)?;
    if jobs.iter().any(|job| !job.touched(&store.rules).is_empty()) {
        return Ok(false);
    }
    let whole = entry.promotion.request.promotion_type == PromotionType::Full;
    let mut scratch = store.repo.batch();
    let Ok(paths) = apply_jobs(&mut scratch, &jobs, whole, &store.rules) else { return Ok(false) };
    Ok(scratch.splice(Some(parent.tree), &paths)? == commit.tree)
}

/// Refuses to end or to plan anew what is written already.
///
/// # Errors
/// With the commit.
pub(crate) fn refuse(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    // A target that is not there any more holds nothing.
    let Ok(target) = store.side(&entry.promotion.target, &[]) else { return Ok(()) };
    match executed(store, entry, &target)? {
        None => Ok(()),
        Some(commit) => {
            Err(OpError::AlreadyWritten { id: entry.promotion.id, commit: commit.id, branch: target.branch })
        }
    }
}

/// A rollback commit that the ledger does not know, and what it took back.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn rolled_back(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<(Commit, Vec<Change>)>, OpError> {
    let id = entry.promotion.id.to_string();
    let Some(done) = &entry.state.executed else { return Ok(None) };
    for commit in store.repo.first_parents(target.commit) {
        let commit = commit?;
        // What stands before the last thing that the ledger knows is known.
        if commit.id == done.commit || entry.state.rollbacks.iter().any(|r| r.commit == commit.id) {
            return Ok(None);
        }
        let found = trailers::parse(&commit.message);
        let ours = ["Promotion-Id", "Promotion-Rollback"].iter().all(|t| trailers::single(&found, t) == Some(&id));
        if !ours {
            continue;
        }
        let taken = taken_back(entry, &commit.message);
        if is_the_inverse(store, entry, &commit, &taken)? {
            return Ok(Some((commit, taken)));
        }
    }
    Ok(None)
}

/// What the message of a rollback commit says that it took back.
fn taken_back(entry: &LedgerEntry, message: &str) -> Vec<Change> {
    let undone = |change: &Change| entry.state.rollbacks.iter().any(|r| r.keys.contains(&change.address()));
    let part = message.contains("\nThis reverts part of commit ");
    let listed = |change: &Change| {
        let line = format!("- {}", visible(&change.address()));
        message.lines().any(|l| l == line)
    };
    let changes = entry.promotion.plan.changes.iter();
    changes.filter(|c| !undone(c) && (!part || listed(c))).cloned().collect()
}

fn is_the_inverse(store: &Store, entry: &LedgerEntry, commit: &Commit, taken: &[Change]) -> Result<bool, OpError> {
    let [parent] = commit.parents.as_slice() else { return Ok(false) };
    let side = store.side_at(store.environment(&entry.promotion.target)?, *parent, &[])?;
    let (promoted, before) = promotion_commit(store, entry, &side)?;
    let inverted = UnmaskedPlan::of(&store.repo, &store.rules, &entry.promotion.plan, Cow::Borrowed(taken))?.inverted();
    let (jobs, exact) = inverse_jobs(store, entry, &promoted, before.tree, &side, &inverted)?;
    if taken.is_empty() || jobs.iter().any(|job| !job.touched(&store.rules).is_empty()) {
        return Ok(false);
    }
    let mut scratch = store.repo.batch();
    let Ok(mut paths) = apply_jobs(&mut scratch, &jobs, false, &store.rules) else { return Ok(false) };
    paths.extend(exact);
    Ok(scratch.splice(Some(side.tree), &paths)? == commit.tree)
}
