//! `run-due`: what is due is executed, once, by whoever runs it, from any clone.
//!
//! ```text
//! scheduled, and its time has come
//!     too late             -> unscheduled (expired)
//!     everything asked again: approvals, windows, the target's keys, today's rules
//!         it may           -> executed
//!         it may not       -> held, with the reasons; once for the same ones
//! ```
//!
//! Each is one decision like any other: of many runs at once one writes it, and the others find that it is not due
//! any more. What is the matter with this machine alone, its network or its files, is no matter of the ledger.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::checkouts::{BranchMove, sync_checkouts};
use crate::engine::context::Context;
use crate::engine::error::{Exit, stable_message};
use crate::engine::execution::{self, Executed, WriteOutcome};
use crate::engine::transact::{Attempt, Decision, decide_with_lock};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::EventKind;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct RunReport {
    /// What was due, in the order it was.
    pub(crate) done: Vec<RunItem>,
    /// When the next is due, of what is not yet.
    pub(crate) next: Option<Timestamp>,
}

/// What came of a promotion that was due.
#[derive(Debug)]
pub(crate) struct RunItem {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// When it was due.
    pub(crate) due: Timestamp,
    /// What came of it.
    pub(crate) came: RunOutcome,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum RunOutcome {
    /// It is executed, or would be.
    Executed(Box<Executed>),
    /// The rules or the target do not let it.
    Held {
        /// Why not.
        error: OpError,
        /// Whether that is recorded by this run; it was before, where not.
        recorded: bool,
    },
    /// It was too late.
    Expired(Timestamp),
    /// Something else went wrong.
    Failed(OpError),
}

impl RunItem {
    /// The exit code that it asks for; `None` where all is well.
    pub(crate) fn exit(&self) -> Option<Exit> {
        match &self.came {
            RunOutcome::Executed(_) => None,
            RunOutcome::Expired(_) => Some(Exit::Refused),
            RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => Some(error.exit()),
        }
    }
}

/// Executes what is due; `stop` is asked before each.
///
/// # Errors
/// Where the repository, its rules or the ledger cannot be read.
pub(crate) fn run_due(context: &Context, stop: impl Fn() -> bool) -> Result<RunReport, OpError> {
    let store = context.store_to_act()?;
    let scheduled = |entry: &LedgerEntry| Some((entry.state.scheduled.as_ref()?.at, entry.promotion.id));
    let mut waiting: Vec<(Timestamp, _)> = store.ledger()?.open()?.iter().filter_map(scheduled).collect();
    waiting.sort();
    // By the clock: a ledger that is ahead of it, by somebody's clock, makes nothing happen early.
    let next = waiting.iter().map(|(at, _)| *at).find(|at| *at > context.now);
    let mut done = Vec::new();
    for (due, id) in waiting.into_iter().take_while(|(at, _)| *at <= context.now) {
        if stop() {
            break;
        }
        match one(context, &id.to_string()) {
            Ok(Some((view, came))) => done.push(RunItem { view, due, came }),
            Ok(None) => {}
            Err(error) => {
                let view = view(&store, store.ledger()?.find(&id.to_string())?);
                done.push(RunItem { view, due, came: RunOutcome::Failed(error) });
            }
        }
    }
    Ok(RunReport { done, next })
}

/// The result of one attempt.
enum Tried {
    Executed(Box<Executed>, BranchMove),
    Other(Box<(PromotionView, RunOutcome)>),
    /// Somebody else was faster, or changed their mind.
    Gone,
}

/// Executes one; `None` where it is not due any more.
fn one(context: &Context, id: &str) -> Result<Option<(PromotionView, RunOutcome)>, OpError> {
    let decided = decide_with_lock(context, "run-due", |attempt| {
        let store = attempt.store;
        let entry = store.ledger()?.find(id)?;
        let schedule = entry.state.scheduled.clone().filter(|s| s.at <= context.now && entry.state.status(1).is_open());
        let Some(schedule) = schedule else { return Ok(Decision::Nothing(Tried::Gone)) };
        if let Some(expires) = schedule.expires.filter(|expires| *expires <= store.now) {
            let what = EventKind::Unscheduled { digest: entry.state.digest.clone(), expired: true };
            return record(attempt, entry, what, RunOutcome::Expired(expires));
        }
        match execution::try_execute(attempt, entry.clone(), None) {
            Ok(decision) => Ok(executed(decision)),
            Err(error) => hold(attempt, entry, error),
        }
    })?;
    match decided.report {
        Tried::Gone => Ok(None),
        Tried::Other(other) => Ok(Some(*other)),
        Tried::Executed(mut executed, moved) => {
            let before = executed.outcome == WriteOutcome::AlreadyDone;
            executed.followed = sync_checkouts(context, &decided.store, &moved, before)?;
            Ok(Some((executed.view.clone(), RunOutcome::Executed(executed))))
        }
    }
}

fn executed(decision: Decision<(Executed, BranchMove)>) -> Decision<Tried> {
    let report = |(executed, moved): (Executed, BranchMove)| Tried::Executed(Box::new(executed), moved);
    match decision {
        Decision::Nothing(done) => Decision::Nothing(report(done)),
        Decision::Write { ledger, updates, report: done } => Decision::Write { ledger, updates, report: report(done) },
    }
}

/// Records why it was not executed, where that is a matter of the promotion, and not recorded yet.
fn hold(attempt: &mut Attempt<'_>, entry: LedgerEntry, error: OpError) -> Result<Decision<Tried>, OpError> {
    let store = attempt.store;
    if !error.is_about_promotion() {
        return Err(error);
    }
    let reasons = reasons(&error);
    if entry.state.scheduled.as_ref().is_some_and(|schedule| schedule.held == reasons) {
        let came = RunOutcome::Held { error, recorded: false };
        return Ok(Decision::Nothing(Tried::Other(Box::new((view(store, entry), came)))));
    }
    let what = EventKind::Held { digest: entry.state.digest.clone(), reasons };
    record(attempt, entry, what, RunOutcome::Held { error, recorded: true })
}

/// What stands against it, in words that are the same tomorrow where nothing has changed.
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
    came: RunOutcome,
) -> Result<Decision<Tried>, OpError> {
    let store = attempt.store;
    let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
    let view = view_after(store, entry.promotion, after)?;
    Ok(Decision::Write { ledger, updates: Vec::new(), report: Tried::Other(Box::new((view, came))) })
}
