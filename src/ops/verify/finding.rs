//! Constructors of findings.

use promote_core::policy::verify::{Code, Finding, LinkStep};
use promote_model::ObjectId;

/// A finding that is not about a commit.
pub(super) fn without_commit(code: Code, message: String) -> Finding {
    Finding { code, notice: false, commit: None, who: None, promotion: None, environment: None, message, hint: None }
}

/// A finding about an event of the ledger.
pub(super) fn about_event(code: Code, commit: ObjectId, step: &LinkStep, message: impl Into<String>) -> Finding {
    let finding = Finding::new(code, commit, message).by(&step.event.by).of(step.id);
    finding.in_environment(&step.promotion.target)
}
