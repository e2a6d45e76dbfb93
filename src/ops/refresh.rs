//! `refresh`: the same request planned anew on today's source and target; approvals lapse.

use super::OpError;
use super::carry::{carry, jobs};
use super::context::Context;
use super::create::{Created, sides};
use super::decide::{Decision, append, decide};
use super::planning::plan;
use super::show::view_after;
use super::validate::legal;
use crate::promotion::{PromotionType, Step, What};

/// Plans a promotion anew. Where nothing differs any more, nothing is written.
///
/// # Errors
/// As [`super::create::create`]; where the promotion has ended.
pub fn refresh(context: &Context, id: &str) -> Result<Created, OpError> {
    decide(context, "refresh", |store, actor, batch| {
        let mut entry = store.ledger()?.find(id)?;
        legal(store, &entry, Step::Refresh)?;
        let promotion = &mut entry.promotion;
        let (from, to) = sides(store, &promotion.source, &promotion.target, &promotion.request)?;
        let planned = plan(store, &from, &to, &promotion.request)?;
        let mut report = Created {
            source: from.name.clone(),
            target: to.name.clone(),
            view: None,
            own: planned.own,
            unreadable: planned.unreadable,
            dry_run: context.dry_run,
        };
        if planned.plan.changes.is_empty() {
            return Ok(Decision::Nothing(report));
        }
        promotion.plan = planned.plan;
        let whole = promotion.request.promotion_type == PromotionType::Full;
        let mut scratch = store.repo.batch();
        carry(&mut scratch, &jobs(&store.repo, &promotion.plan, to.commit)?, whole, &store.rules)?;
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let what = What::Refreshed { digest };
        let (ledger, events) = append(store, batch, actor, context, promotion, &entry.events, what)?;
        report.view = Some(view_after(store, entry.promotion, events)?);
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}
