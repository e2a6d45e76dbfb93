//! Constructors of findings.

use promote_core::policy::verify::{FindingCode, LinkStep, VerifyFinding};
use promote_model::ObjectId;

/// A finding that is not about a commit.
pub(super) fn without_commit(code: FindingCode, message: String) -> VerifyFinding {
    VerifyFinding {
        code,
        notice: false,
        commit: None,
        who: None,
        promotion: None,
        environment: None,
        message,
        hint: None,
    }
}

/// A finding about an event of the ledger.
pub(super) fn about_event(
    code: FindingCode,
    commit: ObjectId,
    step: &LinkStep,
    message: impl Into<String>,
) -> VerifyFinding {
    let finding = VerifyFinding::new(code, commit, message).by(&step.event.by).of(step.id);
    finding.in_environment(&step.promotion.target)
}
