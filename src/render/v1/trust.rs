//! `trust`, and `approve --policy`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Time, Versioned};
use crate::ops::approve_policy;
use crate::ops::trust;
use promote_core::policy::verify::RecordedConsent;

/// Whether check commands may run in this clone.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Trust {
    /// The blob of `promote.yaml`.
    policy: String,
    /// The branch that holds it.
    branch: String,
    /// Whether its commands may run here.
    trusted: bool,
    /// The commands of its checks.
    commands: Vec<CheckCommand>,
}

/// The command of a check.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckCommand {
    /// The name of the check.
    check: String,
    /// The command line.
    command: String,
}

impl Trust {
    /// The shape, after trust was given or revoked.
    pub(crate) fn new(trust: &trust::Trust, trusted: bool) -> Versioned<Self> {
        let command =
            |(check, command): &(String, String)| CheckCommand { check: check.clone(), command: command.clone() };
        Versioned::new(Self {
            policy: trust.policy.to_string(),
            branch: trust.branch.clone(),
            trusted,
            commands: trust.commands.iter().map(command).collect(),
        })
    }
}

/// The approval of a change of `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ApprovedPolicy {
    /// The commit whose `promote.yaml` was approved.
    commit: String,
    /// The blob of `promote.yaml` before the change.
    old: String,
    /// The blob that was approved.
    new: String,
    /// The approvals that are required and given.
    approvals: PolicyApprovals,
    /// Whether no approval is missing.
    ok: bool,
}

/// The approvals of a change of `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
struct PolicyApprovals {
    /// The number of approvals that are required.
    required: u32,
    /// The approvals that were given.
    given: Vec<PolicyApproval>,
}

/// One approval of a change of `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
struct PolicyApproval {
    /// The approver's name.
    name: String,
    /// The approver's email address.
    email: String,
    /// The time of the approval.
    at: Time,
    /// Whether the approval is signed.
    signed: bool,
}

impl ApprovedPolicy {
    /// The shape.
    pub(crate) fn new(approved: &approve_policy::ApprovedPolicy) -> Versioned<Self> {
        let given = approved.given.iter().map(PolicyApproval::from).collect();
        Versioned::new(Self {
            commit: approved.commit.to_string(),
            old: approved.old.to_string(),
            new: approved.new.to_string(),
            approvals: PolicyApprovals { required: approved.want.required, given },
            ok: approved.want.is_met(),
        })
    }
}

impl From<&RecordedConsent> for PolicyApproval {
    fn from(agreed: &RecordedConsent) -> Self {
        let consent = &agreed.consent;
        Self {
            name: consent.by.name.clone(),
            email: consent.by.email.clone(),
            at: consent.at.into(),
            signed: agreed.signature.is_some(),
        }
    }
}
