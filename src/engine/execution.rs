//! Executes a promotion, up to the transaction: applies the plan to the current target, makes the promotion commit and the
//! event. `execute`, `execute --branch` and `run-due` share it.

use crate::engine::OpError;
use crate::engine::apply::{apply_edits, file_edits, stale};
use crate::engine::checkouts::{BranchMove, hold_checkouts, sync_checkouts};
use crate::engine::checks::still_passes;
use crate::engine::claims;
use crate::engine::context::{Actor, Context};
use crate::engine::holds::since_landing;
use crate::engine::landing;
use crate::engine::promotion_commit::promotion_commit;
use crate::engine::recover;
use crate::engine::revalidate;
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::soak;
use crate::engine::step::{refuse_newer_rules, require_rules, require_step};
use crate::engine::transact::{Attempt, Decision};
use crate::engine::unnamed;
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::gate::{Clearance, GateInput, clear};
use promote_core::promotion::message::{self, CommitMessage};
use promote_core::promotion::{Action, PromotionType};
use promote_git::{Commit, Expected, RefUpdate};
use promote_model::ObjectId;

/// The report of an execution.
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
    /// The reason for an override, where a window or a freeze was overridden.
    pub(crate) overriding: Option<String>,
    /// The outcome.
    pub(crate) outcome: WriteOutcome,
    /// The roots of updated working trees.
    pub(crate) followed: Vec<String>,
}

/// How a write to the target ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteOutcome {
    /// Written.
    Applied,
    /// Would be written, without `--dry-run`.
    WouldApply,
    /// The commit existed; now the ledger records it.
    Completed,
    /// Done before.
    AlreadyDone,
}

/// The roots of the working trees whose files follow a move of the target: those that followed the transaction, or those
/// that are updated now.
///
/// # Errors
/// Where a checkout cannot be updated.
pub(crate) fn followed(
    context: &Context,
    store: &Store,
    followed: Vec<String>,
    moved: &BranchMove,
    outcome: WriteOutcome,
) -> Result<Vec<String>, OpError> {
    if outcome == WriteOutcome::Applied && store.authority.remote().is_none() {
        return Ok(followed);
    }
    sync_checkouts(context, store, moved, outcome == WriteOutcome::AlreadyDone)
}

/// Executes a promotion, or completes an execution that was interrupted.
///
/// # Errors
/// Where the policy does not allow it, the plan is stale, or an edit is refused.
pub(crate) fn try_execute(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, BranchMove)>, OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    if entry.state.executed.is_some() && !entry.state.rolled_back {
        return already_executed(store, entry).map(Decision::Nothing);
    }
    refuse_newer_rules(store, &entry)?;
    let target = store.side(&entry.promotion.target, &[])?;
    if let Some(commit) = recover::find_execution(store, &entry, &target)? {
        return complete(attempt, entry, &target, &commit, overriding);
    }
    require_open(store, &entry)?;
    let clearance = clearance_for(store, actor, &entry, overriding)?;
    write(attempt, entry, &target, &clearance)
}

/// Refuses a closed promotion as an illegal step, and a plan of rules that the program does not hold; an open promotion may
/// still be blocked.
pub(crate) fn require_open(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    if store.policy.environment(&entry.promotion.target).is_some() && entry.state.status(1).is_open() {
        return require_rules(store, entry);
    }
    require_step(store, entry, Action::Execute)
}

/// The clearance to execute.
///
/// # Errors
/// [`OpError::Blocked`] with all reasons; where history cannot be read, or the plan does not come from its source.
pub(crate) fn clearance_for(
    store: &Store,
    actor: &Actor,
    entry: &LedgerEntry,
    overriding: Option<&str>,
) -> Result<Clearance, OpError> {
    let mut entry = entry.clone();
    claims::recompute(store, &mut entry)?;
    let question = entry.question(&store.policy, store.now);
    let input = GateInput { by: Some(&actor.person), overriding, clock: Some(store.clock), ..question };
    clear(&input).map_err(|blockers| OpError::Blocked { id: Some(entry.promotion.called()), blockers })
}

/// Writes the promotion commit and the event.
fn write(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<Decision<(Executed, BranchMove)>, OpError> {
    let (context, store) = (attempt.context, attempt.store);
    let promotion = &entry.promotion;
    let (commit, message) = compose(attempt, &entry, target, clearance, &[])?;
    let moved = BranchMove { branch: target.branch.clone(), old: target.commit, new: commit };
    attempt.held = Some(hold_checkouts(context, store, &moved)?);
    let what = recover::executed_event(clearance, commit);
    let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
    let outcome = if context.dry_run { WriteOutcome::WouldApply } else { WriteOutcome::Applied };
    let updates = vec![RefUpdate {
        name: format!("refs/heads/{}", target.branch),
        old: Expected::Is(target.commit),
        new: Some(commit),
    }];
    let view = view_after(store, entry.promotion, after)?.with_lines(store)?;
    let branch = target.branch.clone();
    let overriding = clearance.overriding().map(str::to_owned);
    let report = Executed { view, commit, title: message.title, branch, overriding, outcome, followed: Vec::new() };
    Ok(Decision::Write { ledger, updates, report: (report, moved) })
}

/// The promotion commit on top of the current target, and its message with further `trailers`.
///
/// # Errors
/// Where the plan is stale or no longer fits the policy, or an edit is refused.
pub(crate) fn compose(
    attempt: &mut Attempt<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
    trailers: &[(&'static str, String)],
) -> Result<(ObjectId, CommitMessage), OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let promotion = &entry.promotion;
    let opened = UnmaskedPlan::plan(store, &promotion.plan)?;
    let edits = file_edits(&store.repo, &promotion.plan, &opened, target.commit)?;
    revalidate::check(store, entry, target, &edits)?;
    if let Some(blocker) = soak::changed_in_source(store, promotion)? {
        return Err(OpError::Blocked { id: Some(promotion.called()), blockers: vec![blocker] });
    }
    let touched = stale(&store.repo, &edits, promotion.plan.target_commit, target.commit)?;
    if !touched.is_empty() {
        return Err(OpError::Stale { id: promotion.called(), target: target.name.clone(), touched });
    }
    unnamed::refuse(store, promotion, &unnamed::judge_edits(store, promotion, &edits, target)?)?;
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let paths = apply_edits(&mut attempt.batch, &edits, whole)?;
    let tree = attempt.batch.splice(Some(target.tree), &paths)?;
    if let Some(blocker) = still_passes(store, entry, &EnvSnapshot { tree, ..target.clone() })? {
        return Err(OpError::Blocked { id: Some(promotion.called()), blockers: vec![blocker] });
    }
    let overriding = clearance.overriding().map(|reason| (&actor.person, reason));
    let mut message = message::promoted(promotion, clearance.digest(), clearance.approvers(), overriding);
    message.trailers.extend_from_slice(trailers);
    let (batch, by) = (&mut attempt.batch, (&actor.signature, &actor.committer));
    let commit = commits::commit_as(batch, tree, vec![target.commit], by, &message)?;
    Ok((commit, message))
}

/// Records an execution that the ledger does not record yet.
fn complete(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    commit: &Commit,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, BranchMove)>, OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let promotion = &entry.promotion;
    let landed = since_landing(store, &entry, commit.id)?;
    let clearance = match clearance_for(store, actor, &landed, overriding) {
        Err(refused @ OpError::Blocked { .. }) => match landing::before_move(store, &landed, commit)? {
            Some((then, entry)) => clearance_for(&then, actor, &entry, overriding)?,
            None => return Err(refused),
        },
        clearance => clearance?,
    };
    let what = recover::executed_event(&clearance, commit.id);
    let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
    let moved = move_of(target, commit);
    let view = view_after(store, entry.promotion, after)?.with_lines(store)?;
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

/// The report for a promotion that was executed before; only its checkouts may be behind.
fn already_executed(store: &Store, entry: LedgerEntry) -> Result<(Executed, BranchMove), OpError> {
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

fn move_of(target: &EnvSnapshot, commit: &Commit) -> BranchMove {
    BranchMove {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(commit.id),
        // The checkouts move to the branch's tip, which may contain later commits.
        new: target.commit,
    }
}
