//! `withdraw`: one's own approval taken back, any time before execution.

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::show::{PromotionView, view_after};
use promote_core::promotion::state::IllegalStep;
use promote_core::promotion::{Action, EventKind};

/// Takes back the approval of whoever acts.
///
/// # Errors
/// Where the promotion has ended, or they have not approved its plan.
pub(crate) fn withdraw(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    decide(context, "withdraw", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        let (id, status, steps) = (entry.promotion.id, entry.state.status(1), entry.state.steps());
        if !status.is_open() {
            return Err(OpError::IllegalStep { id, status, step: Action::Withdraw, steps });
        }
        landed::refuse(store, &entry)?;
        if !entry.state.approvals.iter().any(|a| a.by.is(&actor.person)) {
            return Err(IllegalStep::NotApproved(actor.person.clone()).into());
        }
        let what = EventKind::Withdrawn { digest: entry.state.digest.clone() };
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
