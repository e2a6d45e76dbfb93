//! Steps of a promotion's life: whether one is legal now, and the ones that only append their event.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::recover;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view_after};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::{Action, EventKind};

/// Refuses a step that the promotion's state does not have.
///
/// # Errors
/// With the state and its steps.
pub(crate) fn legal(store: &Store, entry: &LedgerEntry, step: Action) -> Result<(), OpError> {
    if entry.state.steps().contains(&step) {
        return Ok(());
    }
    let required = store.policy.environment(&entry.promotion.target).map_or(0, |e| e.approvals.required);
    Err(OpError::IllegalStep {
        id: entry.promotion.id,
        status: entry.state.status(required),
        step,
        steps: entry.state.steps(),
    })
}

/// Appends an event that needs nothing but its step to be legal.
///
/// # Errors
/// Where it is not.
pub(crate) fn end(
    context: &Context,
    id: &str,
    step: Action,
    what: impl Fn(promote_core::promotion::Digest) -> EventKind,
) -> Result<PromotionView, OpError> {
    decide(context, step.verb(), |attempt| {
        let store = attempt.store;
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, step)?;
        recover::refuse(store, &entry)?;
        let what = what(entry.state.digest.clone());
        let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
