//! `approve`: approves exactly one plan.

use crate::engine::OpError;
use crate::engine::claims;
use crate::engine::context::{Actor, Context, Signing};
use crate::engine::error::{IneligibleApprover, blocker_hint, signing_hint};
use crate::engine::stated::{self, Approval};
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::typed::find_typed;
use crate::engine::unnamed;
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{
    ApprovalWeight, Blocker, Evaluation, RejectedApproval, SignatureProblem, approval_weight, evaluate,
};
use promote_core::promotion::Action;
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
        let what = match &actor.signing {
            Signing::Given(signed) => match stated::given(store, &entry, &actor.person, signed)? {
                Ok(what) => what,
                Err(other) => {
                    let why = RejectedApproval::Doubtful(SignatureProblem::Statement(other.to_owned()));
                    return Err(no_approver(actor, &entry, why, &judgement));
                }
            },
            _ => {
                let (by, at, policy) = (&actor.person, store.now, store.policy_commit);
                stated::approval(store, &entry, &Approval { by, at, policy })?.0
            }
        };
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

/// The statement of an approval, for its approver to sign: `ssh-keygen -Y sign -n promote`.
///
/// # Errors
/// Where the status does not allow an approval, or the approval would never count.
pub(crate) fn statement(context: &Context, id: &str) -> Result<Vec<u8>, OpError> {
    let store = context.store()?;
    let actor = context.actor(&store.repo, store.now)?;
    let mut entry = find_typed(context, &store, id)?;
    require_step(&store, &entry, Action::Approve)?;
    claims::recompute(&store, &mut entry)?;
    let judged = unnamed::judge(&store, &entry.promotion)?.unwrap_or_default();
    unnamed::refuse(&store, &entry.promotion, &judged)?;
    let input = entry.question(&store.policy, store.now);
    if let ApprovalWeight::Nothing(why) = approval_weight(&input, &actor.person) {
        return Err(no_approver(&actor, &entry, why, &evaluate(&input)));
    }
    let (by, at, policy) = (&actor.person, store.now, store.policy_commit);
    Ok(stated::approval(&store, &entry, &Approval { by, at, policy })?.1.write())
}

/// The error for an approval that would never count: it is refused, so that its author does not rely on it.
fn no_approver(actor: &Actor, entry: &LedgerEntry, why: RejectedApproval, judgement: &Evaluation) -> OpError {
    let promotion = &entry.promotion;
    let missing = judgement.blockers.iter().find(|b| matches!(b, Blocker::ApprovalsMissing { .. }));
    let next = match &why {
        RejectedApproval::Unsigned | RejectedApproval::Doubtful(_)
            if matches!(actor.signing, Signing::Elsewhere | Signing::Given(_)) =>
        {
            let id = promotion.called();
            Some(format!("sign the statement that this prints: promote approve {id} --print-statement"))
        }
        RejectedApproval::Keyless | RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            signing_hint(&actor.person, &why)
        }
        _ => missing.and_then(|blocker| blocker_hint(blocker, Some(promotion.called()))),
    };
    let (by, target) = (actor.person.clone(), promotion.target.clone());
    OpError::Approver(Box::new(IneligibleApprover { by, id: promotion.called(), target, why, next }))
}
