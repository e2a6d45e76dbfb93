//! `withdraw`: withdraws the own approval before the execution.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::recover;
use crate::engine::step::repeated;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view_after};
use promote_core::promotion::{Action, Event, EventKind};

/// Withdraws the approval of the person who runs the command.
///
/// # Errors
/// Where the promotion is closed, or this person has not approved its plan.
pub(crate) fn withdraw(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    decide(context, "withdraw", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        let (id, status, steps) = (entry.promotion.called(), entry.state.status(1), entry.state.steps());
        if !status.is_open() {
            return Err(OpError::IllegalStep { id, status, step: Action::Withdraw, steps });
        }
        recover::refuse_if_executed(store, &entry)?;
        let mine = |event: &&Event| match &event.what {
            EventKind::Approved { .. } | EventKind::Withdrawn { .. } => event.by.is(&actor.person),
            _ => false,
        };
        let last = entry.events.iter().rev().find(mine).map(|event| &event.what);
        if matches!(last, Some(EventKind::Withdrawn { digest }) if *digest == entry.state.digest) {
            return Ok(Decision::Nothing(repeated(context, store, entry)));
        }
        if !entry.state.approvals.iter().any(|a| a.by.is(&actor.person)) {
            return Err(entry.state.not_approved(&actor.person).into());
        }
        let what = EventKind::Withdrawn { digest: entry.state.digest.clone() };
        let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
