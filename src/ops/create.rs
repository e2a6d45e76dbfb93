//! `create`: makes and records a plan. Nothing is created where nothing differs.

use crate::engine::draft::{Created, draft};

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::view_after;
use promote_core::promotion::{EventKind, Number, Promotion};
pub(crate) use promote_core::promotion::{PromotionType, Request};

/// Creates a promotion.
///
/// # Errors
/// Where the pipeline has no such edge, the request is wrong, or an edit that it needs is refused.
pub(crate) fn create(context: &Context, source: &str, target: &str, request: &Request) -> Result<Created, OpError> {
    decide(context, "create", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let (mut created, plan) = draft(context, store, source, target, request)?;
        let Some((plan, authors, since)) = plan else { return Ok(Decision::Nothing(created)) };
        for open in store.ledger()?.open()? {
            let edge = (&open.promotion.source, &open.promotion.target) == (&created.source, &created.target);
            if edge && open.promotion.plan.does_the_same_as(&plan) {
                created.alike.push(open.promotion.name());
            }
        }
        let promotion = Promotion {
            id: context.new_id(),
            number: store.ledger()?.next_number()?.map(Number::Given),
            source: created.source.clone(),
            target: created.target.clone(),
            request: request.clone(),
            created_by: actor.person.clone(),
            created_at: store.now,
            plan,
        };
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let what = EventKind::Created { digest, authors, since };
        let (ledger, after) = attempt.append(&promotion, &[], what)?;
        created.view = Some(view_after(store, promotion, after)?.with_lines(store)?);
        Ok(Decision::Write { ledger, updates: Vec::new(), report: created })
    })
}
