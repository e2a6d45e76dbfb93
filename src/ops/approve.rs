//! `approve`: consent to exactly one plan.

use super::OpError;
use super::context::{Actor, Context};
use super::decide::{Decision, append, decide};
use super::error::{NoApprover, blocker_hint, signing_hint};
use super::show::{PromotionView, view, view_after};
use super::validate::legal;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{ApprovalWeight, Blocker, Evaluation, RejectedApproval, approval_weight, evaluate};
use promote_core::promotion::{Action, EventKind};
use promote_model::text::enumerate;

/// What came of it.
#[derive(Debug)]
pub(crate) struct Approved {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// Whether the same person had approved this plan before.
    pub(crate) again: bool,
}

/// Approves a promotion; with `digest` only where that is the plan in force.
///
/// # Errors
/// Where the state has no such step, the plan is another, or the approval would never count.
pub(crate) fn approve(context: &Context, id: &str, digest: Option<&str>) -> Result<Approved, OpError> {
    decide(context, "approve", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        let promotion = &entry.promotion;
        legal(store, &entry, Action::Approve)?;
        if let Some(asked) = digest.filter(|asked| !entry.state.digest.is_named_by(asked)) {
            return Err(OpError::OtherDigest {
                id: promotion.id,
                found: entry.state.digest.to_string(),
                asked: asked.to_owned(),
            });
        }
        let question = entry.question(&store.policy, store.now);
        let judgement = evaluate(&question);
        match approval_weight(&question, &actor.person) {
            ApprovalWeight::Nothing(why) => return Err(no_approver(actor, &entry, why, &judgement)),
            _ if judgement.approvals.iter().any(|a| a.counts() && a.approval.by.is(&actor.person)) => {
                return Ok(Decision::Nothing(Approved { view: view(store, entry), again: true }));
            }
            ApprovalWeight::Number { missing } => context.remarks.add(format!(
                "{} is not of {}, so this approval counts towards the number alone",
                actor.person.email,
                enumerate(&missing, "or")
            )),
            ApprovalWeight::Full => {}
        }
        let valid = store.environment(&promotion.target)?.approvals.valid;
        let expires = valid.and_then(|valid| store.now.checked_add(valid).ok());
        let what = EventKind::Approved { digest: entry.state.digest.clone(), expires };
        let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
        let view = view_after(store, entry.promotion.clone(), after)?;
        let mine = view.judgement.approvals.iter().find(|a| a.approval.by.is(&actor.person));
        if let Some(why @ (RejectedApproval::Unsigned | RejectedApproval::Doubtful(_))) =
            mine.and_then(|a| a.why_not.as_ref())
        {
            return Err(no_approver(actor, &entry, why.clone(), &judgement));
        }
        Ok(Decision::Write { ledger, updates: Vec::new(), report: Approved { view, again: false } })
    })
}

/// What never counts is refused before it is written: nobody must think that they have approved.
fn no_approver(actor: &Actor, entry: &LedgerEntry, why: RejectedApproval, judgement: &Evaluation) -> OpError {
    let promotion = &entry.promotion;
    let missing = judgement.blockers.iter().find(|b| matches!(b, Blocker::ApprovalsMissing { .. }));
    let next = match &why {
        RejectedApproval::Keyless | RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            signing_hint(&actor.person, &why)
        }
        _ => missing.and_then(|blocker| blocker_hint(blocker, Some(promotion.id))),
    };
    let (by, target) = (actor.person.clone(), promotion.target.clone());
    OpError::NoApprover(Box::new(NoApprover { by, id: promotion.id, target, why, next }))
}
