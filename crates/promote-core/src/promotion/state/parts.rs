//! The state of a promotion, and its parts.

use jiff::Timestamp;

use super::Status;
use crate::promotion::event::{CheckFinding, CheckResult};
use crate::promotion::person::Person;
use crate::promotion::plan::Digest;
use promote_model::ObjectId;

/// The result of a validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// Whether there were no blocking findings.
    pub ok: bool,
    /// The findings.
    pub findings: Vec<CheckFinding>,
    /// The results of the checks of `promote.yaml`.
    pub checks: Vec<CheckResult>,
    /// The digest of these checks.
    pub checks_digest: Option<String>,
    /// The digest of the files that the commands read.
    pub files_digest: Option<String>,
    /// The time of the validation.
    pub at: Timestamp,
}

/// An approval that was not withdrawn. The gate decides whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The approver.
    pub by: Person,
    /// The time of the approval, never before that of an earlier event: a clock cannot set it back.
    pub at: Timestamp,
    /// The expiry under the policy in force at the time.
    pub expires: Option<Timestamp>,
    /// The number of the approval's event, from 1; it is the name of the statement file.
    pub number: usize,
}

/// A recorded test result for the plan. The gate decides whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// The name of the attestation.
    pub name: String,
    /// Whether the test passed.
    pub ok: bool,
    /// URL with details.
    pub url: Option<String>,
    /// Notes of the attestor.
    pub notes: Option<String>,
    /// The attestor.
    pub by: Person,
    /// The time, never before that of an earlier event.
    pub at: Timestamp,
    /// The number of the event, from 1.
    pub number: usize,
}

/// A commit that executes a promotion or rolls it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The commit.
    pub commit: ObjectId,
    /// The person who executed it.
    pub by: Person,
    /// The time.
    pub at: Timestamp,
    /// The addresses of the keys that were rolled back; empty for an execution.
    pub keys: Vec<String>,
}

/// A scheduled execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The due time.
    pub at: Timestamp,
    /// The time after which it expires.
    pub expires: Option<Timestamp>,
    /// The person who scheduled it.
    pub by: Person,
    /// The reasons why it was blocked when due, as last recorded.
    pub held: Vec<String>,
}

/// A promotion commit on a branch of its own, to be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The branch, without `refs/heads/`.
    pub branch: String,
    /// The commit.
    pub commit: ObjectId,
    /// The person who proposed it.
    pub(crate) by: Person,
    /// The time.
    pub at: Timestamp,
}

/// The state of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionState {
    /// The digest of the current plan.
    pub digest: Digest,
    /// The person who made that plan: the creator, or the last person to refresh it.
    pub(crate) planned_by: Person,
    /// The authors of the promoted changes.
    pub authors: Vec<Person>,
    /// The time since which the source has held all promoted values; set if the policy asked for a soak.
    pub since: Option<Timestamp>,
    /// The last validation of the current plan.
    pub validation: Option<Validation>,
    /// The approvals of the current plan, in order.
    pub approvals: Vec<Approval>,
    /// The attestations of the current plan, in order; the latest of each name counts.
    pub attestations: Vec<Attestation>,
    /// The person who rejected the current plan, and the reason.
    pub rejection: Option<(Person, String)>,
    /// The schedule.
    pub scheduled: Option<Schedule>,
    /// The proposed commit.
    pub proposed: Option<Proposal>,
    /// The execution.
    pub executed: Option<Execution>,
    /// The rollbacks, in order.
    pub rollbacks: Vec<Execution>,
    /// Whether all changes of the promotion are reverted.
    pub rolled_back: bool,
    /// The person who cancelled the promotion, and the reason.
    pub cancelled: Option<(Person, String)>,
    /// The number of events.
    pub(super) events: usize,
    /// The latest time of an event.
    pub(super) latest: Timestamp,
}

impl PromotionState {
    /// The status, if `required` approvals are required.
    pub fn status(&self, required: u32) -> Status {
        if self.cancelled.is_some() {
            Status::Cancelled
        } else if self.rolled_back {
            Status::RolledBack
        } else if self.executed.is_some() {
            Status::Executed
        } else if self.rejection.is_some() {
            Status::Rejected
        } else if !self.validation.as_ref().is_some_and(|v| v.ok) {
            Status::Created
        } else if self.scheduled.is_some() {
            Status::Scheduled
        } else if !self.approvals.is_empty() && self.approvals.len() >= required as usize {
            Status::Approved
        } else {
            Status::Validated
        }
    }

    /// The number of events.
    pub fn events(&self) -> usize {
        self.events
    }
}
