//! Approvals in JSON: what was given and what it counts for, who is still asked, what a simulation says.

use serde_json::{Value as Json, json};

use super::{promotion, with};
use crate::engine::error::{explain, rejection_code};
use crate::engine::view::PromotionView;
use crate::ops::show::{Simulated, Simulation};
use promote_core::policy::gate::{CountedApproval, Evaluation, MissingGroup, SignatureProblem, SignatureStatus};
use promote_core::policy::signers::KeyId;
use promote_core::promotion::state::Attestation;

pub(super) fn approvals(judgement: &Evaluation) -> Json {
    let barred = judgement.barred.iter();
    json!({
        "required": judgement.required,
        "counting": judgement.given,
        "given": judgement.approvals.iter().map(given).collect::<Vec<_>>(),
        "groups": judgement.groups.iter().map(group).collect::<Vec<_>>(),
        "barred": barred.map(|(person, why)| {
            json!({ "name": person.name, "email": person.email, "why": rejection_code(why) })
        }).collect::<Vec<_>>(),
    })
}

pub(super) fn attestation(attestation: &Attestation) -> Json {
    json!({
        "name": attestation.name,
        "ok": attestation.ok,
        "by": { "name": attestation.by.name, "email": attestation.by.email },
        "at": attestation.at,
        "url": attestation.url,
        "notes": attestation.notes,
    })
}

fn given(counted: &CountedApproval) -> Json {
    let approval = &counted.approval;
    json!({
        "name": approval.by.name,
        "email": approval.by.email,
        "at": approval.at,
        "signed": matches!(counted.signed, SignatureStatus::By(_) | SignatureStatus::Unread),
        "key": key(&counted.signed),
        "until": counted.until,
        "counts": counted.counts(),
        "why": counted.why_not.as_ref().map(rejection_code),
    })
}

/// The fingerprint of the key that signed, whosever it is.
fn key(signed: &SignatureStatus) -> Option<&str> {
    match signed {
        SignatureStatus::By(key) => key.as_ref().map(KeyId::text),
        SignatureStatus::Doubtful(SignatureProblem::Distrusted(key, _)) => Some(key.text()),
        SignatureStatus::No | SignatureStatus::Unread | SignatureStatus::Doubtful(_) => None,
    }
}

fn group(need: &MissingGroup) -> Json {
    json!({
        "group": need.group,
        "required": need.least,
        "given": need.by.iter().map(|by| &by.email).collect::<Vec<_>>(),
        "may": need.may,
    })
}

/// `show --simulate-at TIME --simulate-as MAIL -o json`.
pub(crate) fn simulated(view: &PromotionView, simulated: &Simulated) -> Json {
    let executable = view.status.is_open() && view.blockers().is_empty();
    let by = simulated.by.as_ref();
    let approval = by.map(|(_, simulation)| match simulation {
        Simulation::Refused(why) => json!({ "counts": false, "why": rejection_code(why), "executable": executable }),
        Simulation::Given => json!({ "counts": true, "why": "given", "executable": executable }),
        Simulation::Counts { blockers, .. } => json!({
            "counts": true,
            "why": null,
            "executable": blockers.is_empty(),
            "blockedBy": blockers.iter().map(|b| explain(b, Some(view.promotion.id)).to_json()).collect::<Vec<_>>(),
        }),
    });
    let facts = json!({
        "at": simulated.at,
        "as": by.map(|(person, _)| &person.email),
        "executable": executable,
        "approval": approval,
    });
    with(promotion(view), json!({ "simulated": facts }))
}
