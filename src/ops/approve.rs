//! `approve`: approves exactly one plan.

use crate::engine::OpError;
use crate::engine::claims;
use crate::engine::context::{Actor, Context};
use crate::engine::error::{IneligibleApprover, blocker_hint, signing_hint};
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::unnamed;
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{ApprovalWeight, Blocker, Evaluation, RejectedApproval, approval_weight, evaluate};
use promote_core::promotion::{Action, EventKind};
use promote_model::text::enumerate;

/// The report of `approve`.
#[derive(Debug)]
pub(crate) struct Approved {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// Whether the same person had approved this plan before.
    pub(crate) again: bool,
}

/// Approves a promotion; with `digest` only if the current plan has that digest.
///
/// # Errors
/// Where the status does not allow it, the digest differs, or the approval would never count.
pub(crate) fn approve(context: &Context, id: &str, digest: Option<&str>) -> Result<Approved, OpError> {
    decide(context, "approve", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let mut entry = attempt.find(id)?;
        require_step(store, &entry, Action::Approve)?;
        claims::recompute(store, &mut entry)?;
        let promotion = &entry.promotion;
        if let Some(asked) = digest.filter(|asked| !entry.state.digest.is_named_by(asked)) {
            return Err(OpError::DigestMismatch {
                id: promotion.called(),
                found: entry.state.digest.to_string(),
                asked: asked.to_owned(),
            });
        }
        let judged = unnamed::judge(store, promotion)?.unwrap_or_default();
        unnamed::refuse(store, promotion, &judged)?;
        let input = entry.question(&store.policy, store.now);
        let judgement = evaluate(&input);
        match approval_weight(&input, &actor.person) {
            ApprovalWeight::Nothing(why) => return Err(no_approver(actor, &entry, why, &judgement)),
            _ if judgement.approvals.iter().any(|a| a.counts() && a.approval.by.is(&actor.person)) => {
                let view = PromotionView { judged, ..view(store, entry).with_lines(store)? };
                return Ok(Decision::Nothing(Approved { view, again: true }));
            }
            ApprovalWeight::Number { missing } => context.remarks.add(format!(
                "{} is not in {}, so this approval counts only toward the total",
                actor.person.email,
                enumerate(&missing, "or")
            )),
            ApprovalWeight::Full => {}
        }
        let valid = store.environment(&promotion.target)?.approvals.valid;
        let expires = valid.and_then(|valid| store.now.checked_add(valid).ok());
        let what = EventKind::Approved { digest: entry.state.digest.clone(), expires };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        let view = view_after(store, entry.promotion.clone(), after)?.with_lines(store)?;
        let view = PromotionView { judged, ..view };
        let mine = view.judgement.approvals.iter().find(|a| a.approval.by.is(&actor.person));
        if let Some(why @ (RejectedApproval::Unsigned | RejectedApproval::Doubtful(_))) =
            mine.and_then(|a| a.why_not.as_ref())
        {
            return Err(no_approver(actor, &entry, why.clone(), &judgement));
        }
        Ok(Decision::Write { ledger, updates: Vec::new(), report: Approved { view, again: false } })
    })
}

/// The error for an approval that would never count: it is refused, so that its author does not rely on it.
fn no_approver(actor: &Actor, entry: &LedgerEntry, why: RejectedApproval, judgement: &Evaluation) -> OpError {
    let promotion = &entry.promotion;
    let missing = judgement.blockers.iter().find(|b| matches!(b, Blocker::ApprovalsMissing { .. }));
    let next = match &why {
        RejectedApproval::Keyless | RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            signing_hint(&actor.person, &why)
        }
        _ => missing.and_then(|blocker| blocker_hint(blocker, Some(promotion.called()))),
    };
    let (by, target) = (actor.person.clone(), promotion.target.clone());
    OpError::Approver(Box::new(IneligibleApprover { by, id: promotion.called(), target, why, next }))
}
