//! `approve`: consent to exactly one plan.

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::show::{View, view, view_after};
use super::validate::legal;
use crate::policy::gate::{Uncounted, own};
use crate::promotion::{Step, What};

/// What came of it.
#[derive(Debug)]
pub struct Approved {
    /// The promotion.
    pub view: View,
    /// Whether the same person had approved this plan before.
    pub again: bool,
}

/// Approves a promotion; with `digest` only where that is the plan in force.
///
/// # Errors
/// Where the state has no such step, the plan is another, or the approver is the creator and the
/// target does not let creators approve.
pub fn approve(context: &Context, id: &str, digest: Option<&str>) -> Result<Approved, OpError> {
    decide(context, "approve", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        let promotion = &entry.promotion;
        legal(store, &entry, Step::Approve)?;
        if let Some(asked) = digest.filter(|asked| !entry.state.digest.is_named_by(asked)) {
            return Err(OpError::OtherDigest {
                id: promotion.id,
                found: entry.state.digest.to_string(),
                asked: asked.to_owned(),
            });
        }
        let environment = store.environment(&promotion.target)?;
        if let Some(why_not) = own(&entry.question(&store.policy, store.now), environment, &actor.person) {
            let did = match why_not {
                Uncounted::Creator => "created",
                Uncounted::Planner => "refreshed",
            };
            return Err(OpError::SelfApproval {
                did,
                by: actor.person.clone(),
                id: promotion.id,
                target: promotion.target.clone(),
            });
        }
        if entry.state.approvals.iter().any(|a| a.by.is(&actor.person)) {
            return Ok(Decision::Nothing(Approved { view: view(store, entry), again: true }));
        }
        let what = What::Approved { digest: entry.state.digest.clone() };
        let (ledger, events) = append(store, batch, actor, promotion, &entry.events, what)?;
        let view = view_after(store, entry.promotion, events)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report: Approved { view, again: false } })
    })
}
