//! `rollback`: exactly one promotion, or some of its keys, taken back; what came later stays.
//!
//! The promotion's changes, inverted, are carried out on the target as it is now; their text comes
//! from the target as it was before the promotion. A key that is no longer what was promoted is a
//! conflict, named with the commit that changed it.

use crate::engine::invert::inverse_edits;
use std::borrow::Cow;

use crate::engine::OpError;
use crate::engine::apply::{apply_edits, stale};
use crate::engine::checkouts::{BranchMove, check_checkouts, sync_checkouts};
use crate::engine::context::{Actor, Context};
use crate::engine::execution::WriteOutcome;
use crate::engine::filters::parse_patterns;
use crate::engine::history::promotion_commit;
use crate::engine::recover;
use crate::engine::rollback_scope::{changes_to_revert, matches, promoted_again};
use crate::engine::secrets::{UnmaskedPlan, redacted_changes};
use crate::engine::step::require_step;
use crate::engine::transact::{Attempt, Decision, decide_with_lock};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::env::change::Change;
use promote_core::policy::gate::{self, Hours};
use promote_core::promotion::state::Execution;
use promote_core::promotion::{Action, EventKind, message};
use promote_git::{Commit, Expected, RefUpdate};
use promote_model::{ObjectId, Pattern};

/// What came of it.
#[derive(Debug)]
pub(crate) struct RolledBack {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The rollback commit.
    pub(crate) commit: ObjectId,
    /// Its title.
    pub(crate) title: String,
    /// The target's branch.
    pub(crate) branch: String,
    /// What was taken back.
    pub(crate) changes: Vec<Change>,
    /// How it stands.
    pub(crate) outcome: WriteOutcome,
    /// The working trees that followed, by their roots.
    pub(crate) followed: Vec<String>,
}

/// Rolls a promotion back; with `keys` only the configs that they match.
///
/// # Errors
/// Where it was not executed, a pattern matches nothing of it, a key was changed since, a checkout has
/// changes in the way, or git refuses.
pub(crate) fn rollback(
    context: &Context,
    id: &str,
    keys: &[String],
    reason: &str,
    overriding: bool,
) -> Result<RolledBack, OpError> {
    let patterns = parse_patterns(keys)?;
    let decided = decide_with_lock(context, "rollback", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = store.ledger()?.find(id)?;
        if entry.state.executed.is_none() {
            require_step(store, &entry, Action::Rollback)?;
        }
        let target = store.side(&entry.promotion.target, &[])?;
        let overridden = in_time(store, actor, &entry, overriding)?;
        if let Some((commit, taken)) = recover::find_rollback(store, &entry, &target)? {
            return complete(attempt, entry, &target, (&commit, taken), reason, overridden);
        }
        let wanted = changes_to_revert(&entry, &patterns)?;
        if wanted.is_empty() {
            return again(store, entry, &target, &patterns).map(Decision::Nothing);
        }
        write(attempt, entry, &target, &wanted, reason, overridden)
    })?;
    let (mut report, moved) = decided.report;
    report.followed = sync_checkouts(context, &decided.store, &moved, report.outcome == WriteOutcome::AlreadyDone)?;
    // What was found was perhaps not all that is asked for.
    if report.outcome == WriteOutcome::Completed && !report.view.state.rolled_back && !context.dry_run {
        drop(decided.lock);
        return rollback(context, id, keys, reason, overriding);
    }
    Ok(report)
}

#[allow(clippy::too_many_arguments, reason = "each is a different thing, and they come from one place")]
fn write(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    wanted: &[Change],
    reason: &str,
    overriding: bool,
) -> Result<Decision<(RolledBack, BranchMove)>, OpError> {
    let (context, store, actor) = (attempt.context, attempt.store, attempt.actor);
    let promotion = &entry.promotion;
    let (commit, before) = promotion_commit(store, &entry, target)?;
    let plan = &promotion.plan;
    let inverted = UnmaskedPlan::of(&store.repo, &store.rules, plan, Cow::Borrowed(wanted))?.inverted();
    let (edits, exact) = inverse_edits(store, &entry, &commit, before.tree, target, &inverted)?;
    let mut touched = stale(&store.repo, &store.rules, &edits, commit.id, target.commit)?;
    for again in promoted_again(store, &entry, target.commit, inverted.redacted())? {
        if !touched.iter().any(|t| t.change.file == again.change.file && t.change.place() == again.change.place()) {
            touched.push(again);
        }
    }
    if !touched.is_empty() {
        return Err(OpError::RollbackConflict { id: promotion.id, target: target.name.clone(), touched });
    }
    let mut paths = apply_edits(&mut attempt.batch, &edits, false, &store.rules)?;
    paths.extend(exact);
    let tree = attempt.batch.splice(Some(target.tree), &paths)?;
    let keys: Vec<String> = wanted.iter().map(Change::address).collect();
    let complete = is_all(&entry, &keys);
    let part = if keys.len() == promotion.plan.changes.len() { &[][..] } else { keys.as_slice() };
    let words =
        message::reverted(promotion, commit.title(), commit.id, reason, part, overriding.then_some(&actor.person));
    let new = commits::commit(&mut attempt.batch, tree, vec![target.commit], &actor.signature, &words)?;
    let undo = BranchMove { branch: target.branch.clone(), old: target.commit, new };
    check_checkouts(context, store, &undo)?;
    let what = EventKind::RolledBack { commit: new, reason: reason.to_owned(), keys, complete, overriding };
    let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
    let view = view_after(store, entry.promotion, after)?;
    let name = format!("refs/heads/{}", target.branch);
    let updates = vec![RefUpdate { name, old: Expected::Is(target.commit), new: Some(new) }];
    let outcome = if context.dry_run { WriteOutcome::WouldApply } else { WriteOutcome::Applied };
    let report = RolledBack {
        commit: new,
        title: words.title,
        branch: target.branch.clone(),
        changes: redacted_changes(&store.rules, &view.promotion.plan, inverted.redacted()),
        view,
        outcome,
        followed: Vec::new(),
    };
    Ok(Decision::Write { ledger, updates, report: (report, undo) })
}

/// Whether it keeps to windows and freezes, where the target's rules ask for that; true where they are overridden.
fn in_time(store: &Store, actor: &Actor, entry: &LedgerEntry, overriding: bool) -> Result<bool, OpError> {
    let Some(target) = store.policy.environment(&entry.promotion.target).filter(|e| e.rollback_in_windows) else {
        return Ok(false);
    };
    match gate::hours(&store.policy, target, store.now, overriding.then_some(&actor.person)) {
        Hours::Open => Ok(false),
        Hours::Overridden => Ok(true),
        Hours::Closed(blockers) => Err(OpError::RollbackBlocked { id: entry.promotion.id, blockers }),
    }
}

/// Records a rollback that the ledger does not know.
#[allow(clippy::too_many_arguments, reason = "each is a different thing, and they come from one place")]
fn complete(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    (commit, taken): (&Commit, Vec<Change>),
    reason: &str,
    overriding: bool,
) -> Result<Decision<(RolledBack, BranchMove)>, OpError> {
    let store = attempt.store;
    let keys: Vec<String> = taken.iter().map(Change::address).collect();
    let complete = is_all(&entry, &keys);
    let what = EventKind::RolledBack { commit: commit.id, reason: reason.to_owned(), keys, complete, overriding };
    let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
    let undo = BranchMove {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(commit.id),
        new: target.commit,
    };
    let changes = redacted_changes(&store.rules, &entry.promotion.plan, &taken).iter().map(Change::inverted).collect();
    let report = RolledBack {
        view: view_after(store, entry.promotion, after)?,
        commit: commit.id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        changes,
        outcome: WriteOutcome::Completed,
        followed: Vec::new(),
    };
    Ok(Decision::Write { ledger, updates: Vec::new(), report: (report, undo) })
}

/// Whether nothing of the promotion is left once these keys are taken back, too.
fn is_all(entry: &LedgerEntry, keys: &[String]) -> bool {
    let undone: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    undone + keys.len() == entry.promotion.plan.changes.len()
}

/// Nothing is left to take back: only checkouts may be behind.
fn again(
    store: &Store,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    patterns: &[Pattern],
) -> Result<(RolledBack, BranchMove), OpError> {
    let asked = |c: &&Change| patterns.is_empty() || patterns.iter().any(|p| matches(&entry, p, c));
    let asked: Vec<String> = entry.promotion.plan.changes.iter().filter(asked).map(Change::address).collect();
    let did = |done: &&Execution| done.keys.iter().any(|key| asked.contains(key));
    let id = entry.state.rollbacks.iter().rfind(did).map_or(target.commit, |done| done.commit);
    let commit = store.repo.read_commit(id)?;
    let undo = BranchMove {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(id),
        new: target.commit,
    };
    let report = RolledBack {
        view: view(store, entry),
        commit: id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        changes: Vec::new(),
        outcome: WriteOutcome::AlreadyDone,
        followed: Vec::new(),
    };
    Ok((report, undo))
}
