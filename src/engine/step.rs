//! Steps of a promotion: checks whether one is legal, and runs those that only append an event.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::recover;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::{Action, Event, EventKind};

/// Refuses a step that the promotion's status does not allow.
///
/// # Errors
/// [`OpError::IllegalStep`] with the status and the allowed steps.
pub(crate) fn require_step(store: &Store, entry: &LedgerEntry, step: Action) -> Result<(), OpError> {
    if entry.state.steps().contains(&step) {
        return match step {
            Action::Validate | Action::Approve | Action::Schedule | Action::Execute => require_rules(store, entry),
            _ => Ok(()),
        };
    }
    let required = store.policy.environment(&entry.promotion.target).map_or(0, |e| e.approvals.required);
    Err(OpError::IllegalStep {
        id: entry.promotion.called(),
        status: entry.state.status(required),
        step,
        steps: entry.state.steps(),
    })
}

/// Refuses to go on with a plan whose rules the program does not hold.
///
/// # Errors
/// [`OpError::UnknownRules`] with the rules.
pub(crate) fn require_rules(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    store.holds_rules_of(&promotion.plan).map_err(|why| OpError::UnknownRules { id: Some(promotion.called()), why })
}

/// Refuses to look at the commits of a plan whose rules are newer than those of the program.
///
/// # Errors
/// [`OpError::UnknownRules`] with the rules.
pub(crate) fn refuse_newer_rules(store: &Store, entry: &LedgerEntry) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    let rules = store.rules_of(&promotion.plan);
    rules.map(drop).map_err(|why| OpError::UnknownRules { id: Some(promotion.called()), why })
}

/// Appends an event that needs only a legal step. If the last event is the same one by the same person, it is done: the
/// command was killed after it had written, and is repeated.
///
/// # Errors
/// Where the step is not legal.
pub(crate) fn append_event(
    context: &Context,
    id: &str,
    step: Action,
    what: impl Fn(promote_core::promotion::Digest) -> EventKind,
) -> Result<PromotionView, OpError> {
    decide(context, step.verb(), |attempt| {
        let store = attempt.store;
        let entry = attempt.find(id)?;
        let what = what(entry.state.digest.clone());
        let same = |last: &Event| last.what == what && last.by.is(&attempt.actor.person);
        if entry.events.last().is_some_and(same) {
            return Ok(Decision::Nothing(repeated(context, store, entry)));
        }
        require_step(store, &entry, step)?;
        recover::refuse_if_executed(store, &entry)?;
        let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// The report of a step that the same person took before.
pub(crate) fn repeated(context: &Context, store: &Store, entry: LedgerEntry) -> PromotionView {
    context.remarks.add("this step was recorded before; nothing was written");
    view(store, entry)
}
