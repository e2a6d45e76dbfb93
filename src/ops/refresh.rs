//! `refresh`: re-plans a request against the current source and target. Where that gives another plan, approvals lapse.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::draft::{Created, draft};
use crate::engine::recover;
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{view, view_after};
use promote_core::promotion::{Action, EventKind, UndoChoice};

/// Re-plans a promotion; `undo` says from now on what happens to keys whose promotion would undo something. Nothing is
/// written where nothing differs any more.
///
/// # Errors
/// As [`super::create::create`]; where the promotion is closed.
pub(crate) fn refresh(context: &Context, id: &str, undo: Option<UndoChoice>) -> Result<Created, OpError> {
    decide(context, "refresh", |attempt| {
        let store = attempt.store;
        let mut entry = attempt.find(id)?;
        require_step(store, &entry, Action::Refresh)?;
        recover::refuse_if_executed(store, &entry)?;
        let promotion = &mut entry.promotion;
        promotion.request.undo = undo.or(promotion.request.undo);
        let (mut report, plan) = draft(context, store, &promotion.source, &promotion.target, &promotion.request)?;
        let Some((plan, authors, since)) = plan else { return Ok(Decision::Nothing(report)) };
        // Approvals of the same plan go on. A rejection ends only with a new event, and a soak that the rules ask for now has
        // to be recorded.
        let complete = entry.state.rejection.is_none() && (since.is_none() || entry.state.since.is_some());
        if promotion.plan.does_the_same_as(&plan) && complete {
            report.up_to_date = true;
            report.show(store, view(store, entry))?;
            return Ok(Decision::Nothing(report));
        }
        report.lapsed = entry.state.approvals.iter().map(|approval| approval.by.clone()).collect();
        promotion.plan = plan;
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let what = EventKind::Refreshed { digest, authors, since };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        report.show(store, view_after(store, entry.promotion, after)?)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
