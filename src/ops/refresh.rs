//! `refresh`: the same request planned anew on today's source and target; approvals lapse.

use super::OpError;
use super::context::Context;
use super::create::{Created, propose};
use super::decide::{Decision, append, decide};
use super::landed;
use super::show::view_after;
use super::validate::legal;
use promote_core::promotion::{Action, EventKind};

/// Plans a promotion anew. Where nothing differs any more, nothing is written.
///
/// # Errors
/// As [`super::create::create`]; where the promotion has ended.
pub(crate) fn refresh(context: &Context, id: &str) -> Result<Created, OpError> {
    decide(context, "refresh", |store, actor, batch| {
        let mut entry = store.ledger()?.find(id)?;
        legal(store, &entry, Action::Refresh)?;
        landed::refuse(store, &entry)?;
        let promotion = &mut entry.promotion;
        let (mut report, plan) = propose(context, store, &promotion.source, &promotion.target, &promotion.request)?;
        let Some((plan, authors, since)) = plan else { return Ok(Decision::Nothing(report)) };
        promotion.plan = plan;
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let what = EventKind::Refreshed { digest, authors, since };
        let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
        report.view = Some(view_after(store, entry.promotion, after)?);
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
