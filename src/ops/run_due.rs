//! `run-due`: executes scheduled promotions that are due, once each, from any clone.
//!
//! ```text
//! scheduled and due
//!     expired                -> unscheduled (expired)
//!     everything checked again: approvals, windows, the target's keys, the current policy
//!         allowed            -> executed
//!         not allowed        -> held, with the reasons; recorded once for the same reasons
//! ```
//!
//! Each result is one decision: of several runs at the same time, one writes it, and the others find that the promotion is no
//! longer due. Failures of this machine, its network or its files are not recorded.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::beginning::refuse_beside_tracked;
use crate::engine::checkouts::BranchMove;
use crate::engine::context::Context;
use crate::engine::error::{Exit, stable_message};
use crate::engine::execution::{self, Executed};
use crate::engine::left_behind::{Locked, lock_and_finish};
use crate::engine::transact::{Attempt, Decided, Decision, decide_with_lock};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::EventKind;

/// The report of a run.
#[derive(Debug)]
pub(crate) struct RunReport {
    /// The promotions that were due, in order of their due times.
    pub(crate) done: Vec<RunItem>,
    /// The next due time.
    pub(crate) next: Option<Timestamp>,
}

/// The result for a promotion that was due.
#[derive(Debug)]
pub(crate) struct RunItem {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The due time.
    pub(crate) due: Timestamp,
    /// The outcome.
    pub(crate) outcome: RunOutcome,
}

/// The outcome for a promotion that was due.
#[derive(Debug)]
pub(crate) enum RunOutcome {
    /// Executed, or would be without `--dry-run`.
    Executed(Box<Executed>),
    /// The policy or the target does not allow it.
    Held {
        /// The reason.
        error: OpError,
        /// Whether this run records the reason; otherwise it was recorded before.
        recorded: bool,
    },
    /// The schedule expired at this time.
    Expired(Timestamp),
    /// Another failure, which is not recorded.
    Failed(OpError),
}

impl RunItem {
    /// The exit code; `None` for an execution.
    pub(crate) fn exit(&self) -> Option<Exit> {
        match &self.outcome {
            RunOutcome::Executed(_) => None,
            RunOutcome::Expired(_) => Some(Exit::Refused),
            RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => Some(error.exit()),
        }
    }
}

/// Executes the promotions that are due; `stop` is called before each.
///
/// # Errors
/// Where the repository, its policy or the ledger cannot be read; and where nothing was due and files are still behind.
pub(crate) fn run_due(context: &Context, stop: impl Fn() -> bool) -> Result<RunReport, OpError> {
    // Also where nothing is due: cron repeats this command after a crash or a full disk, and no other.
    let Locked { lock, left, .. } = lock_and_finish(context)?;
    drop(lock);
    let store = context.store_to_act()?;
    refuse_beside_tracked(context, &store)?;
    let scheduled = |entry: &LedgerEntry| Some((entry.state.scheduled.as_ref()?.at, entry.promotion.id));
    let mut waiting: Vec<(Timestamp, _)> = store.ledger()?.open()?.iter().filter_map(scheduled).collect();
    waiting.sort();
    // The system time counts here: a ledger that is ahead of it must not execute anything early.
    let next = waiting.iter().map(|(at, _)| *at).find(|at| *at > context.now);
    let mut done = Vec::new();
    for (due, id) in waiting.into_iter().take_while(|(at, _)| *at <= context.now) {
        if stop() {
            break;
        }
        match one(context, &id.to_string()) {
            Ok(Some((view, outcome))) => done.push(RunItem { view, due, outcome }),
            Ok(None) => {}
            Err(error) => {
                let view = view(&store, store.ledger()?.find(&id.to_string())?);
                done.push(RunItem { view, due, outcome: RunOutcome::Failed(error) });
            }
        }
    }
    match left {
        Some(behind) if done.is_empty() => Err(behind),
        _ => Ok(RunReport { done, next }),
    }
}

/// The result of one attempt.
enum Attempted {
    Executed(Box<Executed>, BranchMove),
    Other(Box<(PromotionView, RunOutcome)>),
    /// Another process executed it, or its schedule changed.
    NotDue,
}

/// Executes one promotion; `None` where it is no longer due.
fn one(context: &Context, id: &str) -> Result<Option<(PromotionView, RunOutcome)>, OpError> {
    let decided = decide_with_lock(context, "run-due", |attempt| {
        let store = attempt.store;
        let entry = store.ledger()?.find(id)?;
        let schedule = entry.state.scheduled.clone().filter(|s| s.at <= context.now && entry.state.status(1).is_open());
        let Some(schedule) = schedule else { return Ok(Decision::Nothing(Attempted::NotDue)) };
        if let Some(expires) = schedule.expires.filter(|expires| *expires <= store.now) {
            let what = EventKind::Unscheduled { digest: entry.state.digest.clone(), expired: true };
            return record(attempt, entry, what, RunOutcome::Expired(expires));
        }
        match execution::try_execute(attempt, entry.clone(), None) {
            Ok(decision) => Ok(executed(decision)),
            Err(error) => hold(attempt, entry, error),
        }
    })?;
    let Decided { report, store, followed, lock: _lock } = decided;
    match report {
        Attempted::NotDue => Ok(None),
        Attempted::Other(other) => Ok(Some(*other)),
        Attempted::Executed(mut executed, moved) => {
            executed.followed = execution::followed(context, &store, followed, &moved, executed.outcome)?;
            Ok(Some((executed.view.clone(), RunOutcome::Executed(executed))))
        }
    }
}

fn executed(decision: Decision<(Executed, BranchMove)>) -> Decision<Attempted> {
    let report = |(executed, moved): (Executed, BranchMove)| Attempted::Executed(Box::new(executed), moved);
    match decision {
        Decision::Nothing(done) => Decision::Nothing(report(done)),
        Decision::Write { ledger, updates, report: done } => Decision::Write { ledger, updates, report: report(done) },
    }
}

/// Records why a promotion was not executed, if the reason is about the promotion and not recorded yet.
fn hold(attempt: &mut Attempt<'_>, entry: LedgerEntry, error: OpError) -> Result<Decision<Attempted>, OpError> {
    let store = attempt.store;
    if !error.is_about_promotion() {
        return Err(error);
    }
    let reasons = reasons(&error);
    if entry.state.scheduled.as_ref().is_some_and(|schedule| schedule.held == reasons) {
        let outcome = RunOutcome::Held { error, recorded: false };
        return Ok(Decision::Nothing(Attempted::Other(Box::new((view(store, entry), outcome)))));
    }
    let what = EventKind::Held { digest: entry.state.digest.clone(), reasons };
    record(attempt, entry, what, RunOutcome::Held { error, recorded: true })
}

/// The reasons, in a text that stays the same as long as the reasons do.
fn reasons(error: &OpError) -> Vec<String> {
    match error {
        OpError::Blocked { blockers, .. } => blockers.iter().map(stable_message).collect(),
        error => std::iter::once(error.to_string()).chain(error.causes()).collect(),
    }
}

fn record(
    attempt: &mut Attempt<'_>,
    entry: LedgerEntry,
    what: EventKind,
    outcome: RunOutcome,
) -> Result<Decision<Attempted>, OpError> {
    let store = attempt.store;
    let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
    let view = view_after(store, entry.promotion, after)?;
    Ok(Decision::Write { ledger, updates: Vec::new(), report: Attempted::Other(Box::new((view, outcome))) })
}
