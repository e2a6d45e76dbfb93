//! The promotions into an environment as CSV, one a row: for auditors.

use jiff::Timestamp;

use super::line;
use crate::engine::view::PromotionView;
use crate::ops::log::Logged;
use promote_core::policy::gate::{CountedApproval, SignatureProblem, SignatureStatus};
use promote_core::promotion::EventKind;

/// The columns, in order.
const COLUMNS: [&str; 21] = [
    "number",
    "id",
    "source",
    "target",
    "status",
    "created",
    "created by",
    "executed",
    "executed by",
    "commit",
    "plan",
    "keys",
    "notes",
    "approvals required",
    "approvers",
    "approved",
    "signatures",
    "attestations",
    "override",
    "rolled back",
    "rollback commits",
];

/// Promotions with who created, approved and executed them, and what their signatures are worth.
pub(in crate::render) fn log(logged: &[Logged]) -> String {
    let mut out = String::new();
    line(&mut out, COLUMNS.map(str::to_owned));
    logged.iter().for_each(|logged| line(&mut out, cells(logged)));
    out
}

fn cells(logged: &Logged) -> [String; COLUMNS.len()] {
    let view = &logged.view;
    let (promotion, state, done) = (&view.promotion, &view.state, view.state.executed.as_ref());
    let approvals = &view.judgement.approvals;
    let (required, overriding) = execution(view);
    [
        promotion.number.map(|number| number.get().to_string()).unwrap_or_default(),
        promotion.id.to_string(),
        promotion.source.clone(),
        promotion.target.clone(),
        view.status.to_string(),
        time(promotion.created_at),
        promotion.created_by.to_string(),
        done.map(|done| time(done.at)).unwrap_or_default(),
        done.map(|done| done.by.to_string()).unwrap_or_default(),
        done.map(|done| done.commit.to_string()).unwrap_or_default(),
        state.digest.to_string(),
        lines(logged.changes.iter().map(|change| change.address())),
        promotion.request.notes.clone().unwrap_or_default(),
        required,
        lines(approvals.iter().map(|counted| counted.approval.by.to_string())),
        lines(approvals.iter().map(|counted| time(counted.approval.at))),
        lines(approvals.iter().map(signature)),
        lines(state.attestations.iter().map(|test| {
            let result = if test.ok { "ok" } else { "failed" };
            format!("{} {result} {}", test.name, test.by)
        })),
        overriding,
        lines(state.rollbacks.iter().map(|done| time(done.at))),
        lines(state.rollbacks.iter().map(|done| done.commit.to_string())),
    ]
}

/// The number of approvals that the policy required at the execution, and why a window or a freeze was overridden.
fn execution(view: &PromotionView) -> (String, String) {
    let of_event = |kind: &EventKind| match kind {
        EventKind::Executed { required, overriding, .. } => {
            Some((required.to_string(), overriding.clone().unwrap_or_default()))
        }
        _ => None,
    };
    view.events.iter().find_map(|event| of_event(&event.what)).unwrap_or_default()
}

/// What the signature of an approval is worth.
fn signature(counted: &CountedApproval) -> String {
    match &counted.signed {
        SignatureStatus::No => "unsigned".to_owned(),
        SignatureStatus::Unread => "signed, not checked".to_owned(),
        SignatureStatus::By(None) => "signed".to_owned(),
        SignatureStatus::By(Some(key)) => format!("signed with {}", key.text()),
        SignatureStatus::Doubtful(SignatureProblem::Distrusted(key, _)) => {
            format!("signed with {}, which is not trusted", key.text())
        }
        SignatureStatus::Doubtful(SignatureProblem::Statement(_) | SignatureProblem::Flawed(_)) => {
            "the signature does not prove the approval".to_owned()
        }
    }
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn lines(entries: impl Iterator<Item = String>) -> String {
    entries.collect::<Vec<_>>().join("\n")
}
