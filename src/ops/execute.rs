//! `execute`: the plan written to the target, in one transaction with the ledger; then the checkouts
//! of the target follow.
//!
//! ```text
//! plan + target as it is -> new tree -> promotion commit -> event -> both refs move -> files follow
//! ```
//!
//! Executing again is no error: whatever a killed command left undone (the event, the files) is
//! completed.

use super::OpError;
use super::carry::{carry, jobs, stale};
use super::context::{Actor, Context};
use super::decide::{Decision, append, decide_in};
use super::follow::{Move, precheck, settle};
use super::history::promotion_commit;
use super::landed;
use super::secrets::UnmaskedPlan;
use super::show::{PromotionView, view, view_after};
use super::soak;
use super::today;
use super::validate::{legal, stands_against};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::gate::{Clearance, GateInput, clear};
use promote_core::promotion::message::{self, CommitMessage};
use promote_core::promotion::{Action, EventKind, PromotionType};
use promote_git::{Batch, Commit, Expected, RefUpdate};
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
    pub(crate) outcome: Outcome,
    /// The working trees that followed, by their roots.
    pub(crate) followed: Vec<String>,
}

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Written now.
    Applied,
    /// Would be written.
    WouldApply,
    /// The commit was there, the ledger did not say so: now it does.
    Completed,
    /// It was done already.
    AlreadyDone,
}

/// Executes a promotion; with a reason to override even where its target is closed.
///
/// # Errors
/// Where the rules do not let it, the plan is stale, a checkout has changes in the way, or git refuses.
pub(crate) fn execute(context: &Context, id: &str, overriding: Option<&str>) -> Result<Executed, OpError> {
    let decided = decide_in(context, "execute", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        attempt(context, store, actor, batch, entry, overriding)
    })?;
    let (mut report, moved) = decided.report;
    if overriding.is_some() && report.outcome != Outcome::AlreadyDone && report.overriding.is_none() {
        let target = &report.view.promotion.target;
        context.remarks.add(format!("{target} is open: nothing was overridden, and --reason is not recorded"));
    }
    report.followed = settle(context, &decided.store, &moved, report.outcome == Outcome::AlreadyDone)?;
    Ok(report)
}

/// One attempt on what the repository holds now.
///
/// # Errors
/// As [`execute`].
pub(super) fn attempt(
    context: &Context,
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: LedgerEntry,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, Move)>, OpError> {
    if entry.state.executed.is_some() && !entry.state.rolled_back {
        return again(store, entry).map(Decision::Nothing);
    }
    let target = store.side(&entry.promotion.target, &[])?;
    if let Some(commit) = landed::executed(store, &entry, &target)? {
        return complete(store, actor, batch, entry, &target, &commit, overriding);
    }
    legal_or_blocked(store, &entry)?;
    let clearance = cleared(store, actor, &entry, overriding)?;
    write(context, store, actor, batch, entry, &target, &clearance)
}

/// An ended promotion is an illegal step; one that merely lacks something is blocked.
pub(super) fn legal_or_blocked(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    if store.policy.environment(&entry.promotion.target).is_some() && entry.state.status(1).is_open() {
        return Ok(());
    }
    legal(store, entry, Action::Execute)
}

/// Leave to execute, for whoever acts.
///
/// # Errors
/// Where the rules do not let them, with all the reasons.
pub(super) fn cleared(
    store: &Store,
    actor: &Actor,
    entry: &LedgerEntry,
    overriding: Option<&str>,
) -> Result<Clearance, OpError> {
    let question = GateInput { by: Some(&actor.person), overriding, ..entry.question(&store.policy, store.now) };
    clear(&question).map_err(|blockers| OpError::Blocked { id: Some(entry.promotion.id), blockers })
}

/// Writes the promotion commit and the event.
fn write(
    context: &Context,
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<Decision<(Executed, Move)>, OpError> {
    let promotion = &entry.promotion;
    let (commit, words) = compose(store, actor, batch, &entry, target, clearance)?;
    let moved = Move { branch: target.branch.clone(), old: target.commit, new: commit };
    precheck(context, store, &moved)?;
    let what = executed(clearance, commit);
    let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
    let outcome = if context.dry_run { Outcome::WouldApply } else { Outcome::Applied };
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

/// The event.
fn executed(clearance: &Clearance, commit: ObjectId) -> EventKind {
    let overriding = clearance.overriding().map(str::to_owned);
    EventKind::Executed { digest: clearance.digest().clone(), commit, required: clearance.required(), overriding }
}

/// The promotion commit on top of the target as it is, and its words.
///
/// # Errors
/// Where the plan is stale, today's rules would not make it, or an edit is refused.
pub(super) fn compose(
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<(ObjectId, CommitMessage), OpError> {
    let promotion = &entry.promotion;
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &promotion.plan)?;
    let jobs = jobs(&store.repo, &promotion.plan, &opened, target.commit)?;
    today::check(store, entry, target, &jobs)?;
    if let Some(blocker) = soak::broken(store, promotion)? {
        return Err(OpError::Blocked { id: Some(promotion.id), blockers: vec![blocker] });
    }
    let touched = stale(&store.repo, &store.rules, &jobs, promotion.plan.target_commit, target.commit)?;
    if !touched.is_empty() {
        return Err(OpError::Stale { id: promotion.id, target: target.name.clone(), touched });
    }
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let paths = carry(batch, &jobs, whole, &store.rules)?;
    let tree = batch.splice(Some(target.tree), &paths)?;
    if let Some(blocker) = stands_against(store, entry, &EnvSnapshot { tree, ..target.clone() })? {
        return Err(OpError::Blocked { id: Some(promotion.id), blockers: vec![blocker] });
    }
    let overriding = clearance.overriding().map(|reason| (&actor.person, reason));
    let words = message::promoted(promotion, clearance.digest(), clearance.approvers(), overriding);
    let commit = commits::commit(batch, tree, vec![target.commit], &actor.signature, &words)?;
    Ok((commit, words))
}

/// Records an execution that the ledger does not know.
fn complete(
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    commit: &Commit,
    overriding: Option<&str>,
) -> Result<Decision<(Executed, Move)>, OpError> {
    let promotion = &entry.promotion;
    let clearance = cleared(store, actor, &entry, overriding)?;
    let what = executed(&clearance, commit.id);
    let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
    let moved = move_of(target, commit);
    let view = view_after(store, entry.promotion, after)?;
    let report = Executed {
        view,
        commit: commit.id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        overriding: clearance.overriding().map(str::to_owned),
        outcome: Outcome::Completed,
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
        outcome: Outcome::AlreadyDone,
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
