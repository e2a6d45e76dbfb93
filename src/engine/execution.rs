//! The execution of a promotion, up to the transaction: the plan applied to the target as it is, the promotion commit,
//! and the event. `execute`, `execute --branch` and `run-due` share it.

use crate::engine::OpError;
use crate::engine::apply::{apply_jobs, jobs, stale};
use crate::engine::checkouts::{Move, precheck};
use crate::engine::checks::still_passes;
use crate::engine::context::Actor;
use crate::engine::history::promotion_commit;
use crate::engine::recover;
use crate::engine::revalidate;
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::soak;
use crate::engine::step::legal;
use crate::engine::transact::{Attempt, Decision};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::gate::{Clearance, GateInput, clear};
use promote_core::promotion::message::{self, Message};
use promote_core::promotion::{Action, PromotionType};
use promote_git::{Commit, Expected, RefUpdate};
use promote_model::ObjectId;

/// What came of it.
#[derive(Debug)]
pub(crate) struct Executed {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The promotion commit.
    pub(crate) commit: ObjectId,
    /// Its title.
    pub(crate) title: String,
    /// The target's branch.
    pub(crate) branch: String,
    /// Why it was written although its target was closed, where it was.
    pub(crate) overriding: Option<String>,
    /// How it stands.
    pub(crate) outcome: WriteOutcome,
    /// The working trees that followed, by their roots.
    pub(crate) followed: Vec<String>,
}

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteOutcome {
    /// Written now.
    Applied,
    /// Would be written.
    WouldApply,
    /// The commit was there, the ledger did not say so: now it does.
    Completed,
    /// It was done already.
    AlreadyDone,
}

/// One attempt on what the repository holds now.
///
/// # Errors
/// As [`execute`].
pub(crate) fn attempt(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, Move)>, OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    if entry.state.executed.is_some() && !entry.state.rolled_back {
        return again(store, entry).map(Decision::Nothing);
    }
    let target = store.side(&entry.promotion.target, &[])?;
    if let Some(commit) = recover::executed(store, &entry, &target)? {
        return complete(attempt, entry, &target, &commit, overriding);
    }
    legal_or_blocked(store, &entry)?;
    let clearance = cleared(store, actor, &entry, overriding)?;
    write(attempt, entry, &target, &clearance)
}

/// An ended promotion is an illegal step; one that merely lacks something is blocked.
pub(crate) fn legal_or_blocked(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    if store.policy.environment(&entry.promotion.target).is_some() && entry.state.status(1).is_open() {
        return Ok(());
    }
    legal(store, entry, Action::Execute)
}

/// Leave to execute, for whoever acts.
///
/// # Errors
/// Where the rules do not let them, with all the reasons.
pub(crate) fn cleared(
    store: &Store,
    actor: &Actor,
    entry: &LedgerEntry,
    overriding: Option<&str>,
) -> Result<Clearance, OpError> {
    let input = GateInput { by: Some(&actor.person), overriding, ..entry.question(&store.policy, store.now) };
    clear(&input).map_err(|blockers| OpError::Blocked { id: Some(entry.promotion.id), blockers })
}

/// Writes the promotion commit and the event.
fn write(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<Decision<(Executed, Move)>, OpError> {
    let (context, store) = (attempt.context, attempt.store);
    let promotion = &entry.promotion;
    let (commit, words) = compose(attempt, &entry, target, clearance)?;
    let moved = Move { branch: target.branch.clone(), old: target.commit, new: commit };
    precheck(context, store, &moved)?;
    let what = recover::event(clearance, commit);
    let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
    let outcome = if context.dry_run { WriteOutcome::WouldApply } else { WriteOutcome::Applied };
    let updates = vec![RefUpdate {
        name: format!("refs/heads/{}", target.branch),
        old: Expected::Is(target.commit),
        new: Some(commit),
    }];
    let view = view_after(store, entry.promotion, after)?;
    let branch = target.branch.clone();
    let overriding = clearance.overriding().map(str::to_owned);
    let report = Executed { view, commit, title: words.title, branch, overriding, outcome, followed: Vec::new() };
    Ok(Decision::Write { ledger, updates, report: (report, moved) })
}

/// The promotion commit on top of the target as it is, and its words.
///
/// # Errors
/// Where the plan is stale, today's rules would not make it, or an edit is refused.
pub(crate) fn compose(
    attempt: &mut Attempt<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<(ObjectId, Message), OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let promotion = &entry.promotion;
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &promotion.plan)?;
    let jobs = jobs(&store.repo, &promotion.plan, &opened, target.commit)?;
    revalidate::check(store, entry, target, &jobs)?;
    if let Some(blocker) = soak::broken(store, promotion)? {
        return Err(OpError::Blocked { id: Some(promotion.id), blockers: vec![blocker] });
    }
    let touched = stale(&store.repo, &store.rules, &jobs, promotion.plan.target_commit, target.commit)?;
    if !touched.is_empty() {
        return Err(OpError::Stale { id: promotion.id, target: target.name.clone(), touched });
    }
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let paths = apply_jobs(&mut attempt.batch, &jobs, whole, &store.rules)?;
    let tree = attempt.batch.splice(Some(target.tree), &paths)?;
    if let Some(blocker) = still_passes(store, entry, &EnvSnapshot { tree, ..target.clone() })? {
        return Err(OpError::Blocked { id: Some(promotion.id), blockers: vec![blocker] });
    }
    let overriding = clearance.overriding().map(|reason| (&actor.person, reason));
    let words = message::promoted(promotion, clearance.digest(), clearance.approvers(), overriding);
    let commit = commits::commit(&mut attempt.batch, tree, vec![target.commit], &actor.signature, &words)?;
    Ok((commit, words))
}

/// Records an execution that the ledger does not know.
fn complete(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    commit: &Commit,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, Move)>, OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let promotion = &entry.promotion;
    let clearance = cleared(store, actor, &entry, overriding)?;
    let what = recover::event(&clearance, commit.id);
    let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
    let moved = move_of(target, commit);
    let view = view_after(store, entry.promotion, after)?;
    let report = Executed {
        view,
        commit: commit.id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        overriding: clearance.overriding().map(str::to_owned),
        outcome: WriteOutcome::Completed,
        followed: Vec::new(),
    };
    Ok(Decision::Write { ledger, updates: Vec::new(), report: (report, moved) })
}

/// What was executed already: only its checkouts may be behind.
fn again(store: &Store, entry: LedgerEntry) -> Result<(Executed, Move), OpError> {
    let target = store.side(&entry.promotion.target, &[])?;
    let (commit, _) = promotion_commit(store, &entry, &target)?;
    let id = commit.id;
    let moved = move_of(&target, &commit);
    let report = Executed {
        view: view(store, entry),
        commit: id,
        title: commit.title().to_owned(),
        branch: target.branch,
        overriding: None,
        outcome: WriteOutcome::AlreadyDone,
        followed: Vec::new(),
    };
    Ok((report, moved))
}

fn move_of(target: &EnvSnapshot, commit: &Commit) -> Move {
    Move {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(commit.id),
        // What came later belongs to the branch, too, a part that was rolled back above all.
        new: target.commit,
    }
}
