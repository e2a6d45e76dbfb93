//! `create`: makes and records a plan. Nothing is created where nothing differs.

use std::collections::HashSet;

use crate::engine::draft::{Created, draft};

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::transact::{Decision, decide};
use crate::engine::typed::find_typed;
use crate::engine::view::{view, view_after};
use promote_core::promotion::{EventKind, Number, Promotion};
pub(crate) use promote_core::promotion::{PromotionType, Request};
use promote_model::ConfigId;

/// Creates a promotion.
///
/// # Errors
/// Where the pipeline has no such edge, the request is wrong, or an edit that it needs is refused.
pub(crate) fn create(context: &Context, source: &str, target: &str, request: &Request) -> Result<Created, OpError> {
    let request = &Request { only: context.narrowed(&request.only), ..request.clone() };
    decide(context, "create", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        if let Some(request) = context.caller.as_ref().and_then(|caller| caller.request.as_ref())
            && let Some(entry) = request.created(store, &actor.person)?
        {
            return Ok(Decision::Nothing(Created::before(view(store, entry).with_lines(store)?)));
        }
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
        created.show(store, view_after(store, promotion, after)?)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report: created })
    })
}

/// An earlier promotion whose keys are planned once more.
#[derive(Debug)]
pub(crate) struct Again {
    /// What people call it.
    pub(crate) name: String,
    /// Its source.
    pub(crate) source: String,
    /// Its target.
    pub(crate) target: String,
    /// The ids of its keys that still differ.
    pub(crate) ids: Vec<String>,
    /// The number of its keys that do not.
    pub(crate) gone: usize,
}

/// Finds the keys of an earlier promotion that still differ.
///
/// # Errors
/// Where there is no such promotion, or none of its keys differs.
pub(crate) fn again(context: &Context, id: &str) -> Result<Again, OpError> {
    let store = context.store()?;
    let promotion = find_typed(context, &store, id)?.promotion;
    let (source, target) = (store.side(&promotion.source, &[])?, store.side(&promotion.target, &[])?);
    let comparison = store.compare(&source, &target, &[], &[])?;
    let differs: HashSet<ConfigId> =
        comparison.files.iter().flat_map(|(_, diff)| &diff.changes).map(|change| change.id).collect();
    let all = &promotion.plan.changes;
    let ids: Vec<String> =
        all.iter().map(|c| c.id).filter(|id| differs.contains(id)).map(|id| id.to_string()).collect();
    if ids.is_empty() {
        let message = format!("no key of promotion {} differs any more", promotion.called());
        let look = format!("promote diff {} {}", promotion.source, promotion.target);
        return Err(OpError::Usage { message, hints: vec![format!("look at what differs: {look}")] });
    }
    let (name, gone) = (promotion.name(), all.len() - ids.len());
    Ok(Again { name, source: promotion.source, target: promotion.target, ids, gone })
}
