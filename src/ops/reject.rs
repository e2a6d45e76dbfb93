//! `reject`: a no, with its reason; it blocks until the promotion is planned anew.

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::show::{View, view_after};
use super::validate::legal;
use promote_core::promotion::{Step, What};

/// Rejects a promotion.
///
/// # Errors
/// Where the state has no such step.
pub(crate) fn reject(context: &Context, id: &str, reason: &str) -> Result<View, OpError> {
    end(context, id, Step::Reject, |digest| What::Rejected { digest, reason: reason.to_owned() })
}

/// Appends an event that needs nothing but its step to be legal.
///
/// # Errors
/// Where it is not.
pub(super) fn end(
    context: &Context,
    id: &str,
    step: Step,
    what: impl Fn(promote_core::promotion::Digest) -> What,
) -> Result<View, OpError> {
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
