//! Approvals, consents and attestations that would never count: they are refused before anything is written.

use super::approvals::rejection_message;
use promote_core::policy::gate::RejectedApproval;
use promote_core::promotion::{Person, PromotionName};
use promote_model::ObjectId;
use promote_model::text::enumerate;

/// An approval that would never count.
#[derive(Debug, Clone)]
pub(crate) struct IneligibleApprover {
    /// The approver.
    pub(crate) by: Person,
    /// The promotion.
    pub(crate) id: PromotionName,
    /// The target.
    pub(crate) target: String,
    /// Why the approval would not count.
    pub(crate) why: RejectedApproval,
    /// The hint, with the people who can approve instead.
    pub(crate) next: Option<String>,
}

/// An attestation that would not count.
#[derive(Debug)]
pub(crate) struct IneligibleAttestor {
    /// The person who attests.
    pub(crate) by: Person,
    /// The name of the attestation.
    pub(crate) name: String,
    /// Why the attestation would not count.
    pub(crate) why: RejectedApproval,
}

/// An approval of a change of `promote.yaml` that would never count.
#[derive(Debug)]
pub(crate) struct IneligiblePolicyApprover {
    /// The approver.
    pub(crate) by: Person,
    /// The commit with the change.
    pub(crate) commit: ObjectId,
    /// Why the approval would not count.
    pub(crate) why: RejectedApproval,
}

impl IneligibleApprover {
    pub(super) fn message(&self) -> String {
        let Self { by, id, target, why, .. } = self;
        let own =
            |did: &str| format!("{by} {did}, and {target} does not let creators approve their own promotions (self)");
        match why {
            RejectedApproval::Creator => own(&format!("created promotion {id}")),
            RejectedApproval::Planner => own(&format!("refreshed promotion {id}")),
            RejectedApproval::Author => {
                format!(
                    "{by} wrote a change in promotion {id}, and {target} does not let authors approve their own changes \
                     (authors)"
                )
            }
            RejectedApproval::Outsider { groups } => {
                format!("{by} is not in {}, and may not approve promotions to {target}", enumerate(groups, "or"))
            }
            RejectedApproval::Keyless => {
                format!("approvals for {target} must be signed, and {by} has no key in 'signers' of promote.yaml")
            }
            RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) | RejectedApproval::Lapsed { .. } => {
                format!("the approval would not count: {by} {}", rejection_message(why))
            }
        }
    }
}

impl IneligibleAttestor {
    pub(super) fn message(&self) -> String {
        let Self { by, name, why } = self;
        match why {
            RejectedApproval::Outsider { groups } => {
                format!("{by} may not attest '{name}'; only {} may", enumerate(groups, "or"))
            }
            RejectedApproval::Keyless => {
                format!("attestation '{name}' must be signed, and {by} has no key in 'signers' of promote.yaml")
            }
            why => format!("the attestation would not count: {by} {}", rejection_message(why)),
        }
    }
}

impl IneligiblePolicyApprover {
    pub(super) fn message(&self) -> String {
        let Self { by, commit, why } = self;
        match why {
            RejectedApproval::Creator => {
                format!(
                    "{by} wrote the change of promote.yaml in {}, and 'policy.approvals' does not allow self-approval",
                    commit.short()
                )
            }
            RejectedApproval::Keyless => {
                format!(
                    "approvals of promote.yaml must be signed, and {by} has no key in 'signers' of promote.yaml before \
                     this change"
                )
            }
            why => format!("the approval would not count: {by} {}", rejection_message(why)),
        }
    }
}
