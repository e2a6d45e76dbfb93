//! `reject`: a no, with its reason; it blocks until the promotion is planned anew.

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::show::{PromotionView, view_after};
use super::validate::legal;
use promote_core::promotion::{Action, EventKind};

/// Rejects a promotion.
///
/// # Errors
/// Where the state has no such step.
pub(crate) fn reject(context: &Context, id: &str, reason: &str) -> Result<PromotionView, OpError> {
    end(context, id, Action::Reject, |digest| EventKind::Rejected { digest, reason: reason.to_owned() })
}

/// Appends an event that needs nothing but its step to be legal.
///
/// # Errors
/// Where it is not.
pub(super) fn end(
    context: &Context,
    id: &str,
    step: Action,
    what: impl Fn(promote_core::promotion::Digest) -> EventKind,
) -> Result<PromotionView, OpError> {
    decide(context, step.verb(), |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, step)?;
        landed::refuse(store, &entry)?;
        let what = what(entry.state.digest.clone());
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
