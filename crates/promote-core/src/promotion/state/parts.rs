//! The state of a promotion: what its events add up to.

use jiff::Timestamp;

use super::Status;
use crate::promotion::event::{CheckFinding, CheckResult};
use crate::promotion::person::Person;
use crate::promotion::plan::Digest;
use promote_model::ObjectId;

/// An outcome of a validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// Whether nothing was found.
    pub ok: bool,
    /// What was found.
    pub findings: Vec<CheckFinding>,
    /// What came of the checks of `promote.yaml`.
    pub checks: Vec<CheckResult>,
    /// Which checks these were.
    pub checks_digest: Option<String>,
    /// The files that its commands were shown.
    pub files_digest: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An approval that was not taken back. Whether it counts is the gate's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Whose.
    pub by: Person,
    /// When, by the ledger's time: no clock sets it back before what had happened.
    pub at: Timestamp,
    /// When it lapses, by the rules of that day.
    pub expires: Option<Timestamp>,
    /// The number of its event, from 1: its statement has that name.
    pub number: usize,
}

/// How it went with the plan, as somebody says. Whether it counts is the gate's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// What was tried.
    pub name: String,
    /// Whether it went well.
    pub ok: bool,
    /// Where more stands.
    pub url: Option<String>,
    /// What is to be said of it.
    pub notes: Option<String>,
    /// Who says so.
    pub by: Person,
    /// When, by the ledger's time.
    pub at: Timestamp,
    /// The number of its event, from 1.
    pub number: usize,
}

/// A commit that carries a promotion out or takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The commit.
    pub commit: ObjectId,
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The addresses of what was taken back; empty for an execution.
    pub keys: Vec<String>,
}

/// When it is to be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When it is due.
    pub at: Timestamp,
    /// When it is too late.
    pub expires: Option<Timestamp>,
    /// Who said so.
    pub by: Person,
    /// Why it was not executed when it was due, by what is recorded last.
    pub held: Vec<String>,
}

/// A commit that waits on a branch of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The branch, without `refs/heads/`.
    pub branch: String,
    /// The commit.
    pub commit: ObjectId,
    /// By whom.
    pub(crate) by: Person,
    /// When.
    pub at: Timestamp,
}

/// What the events add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionState {
    /// The digest of the plan that is in force.
    pub digest: Digest,
    /// Who made that plan: the creator, or whoever refreshed it.
    pub(crate) planned_by: Person,
    /// Who wrote what it promotes.
    pub authors: Vec<Person>,
    /// Since when all of that has stood in the source, where the rules asked for how long.
    pub since: Option<Timestamp>,
    /// The last validation of that plan.
    pub validation: Option<Validation>,
    /// The approvals of that plan, in order.
    pub approvals: Vec<Approval>,
    /// How it went with the plan, in order; the latest of a name is the one that matters.
    pub attestations: Vec<Attestation>,
    /// Who rejected that plan, and why.
    pub rejection: Option<(Person, String)>,
    /// When that plan is to be executed, or was.
    pub scheduled: Option<Schedule>,
    /// Where that plan waits to be merged.
    pub proposed: Option<Proposal>,
    /// The execution.
    pub executed: Option<Execution>,
    /// The rollbacks, in order.
    pub rollbacks: Vec<Execution>,
    /// Whether nothing of it is left.
    pub rolled_back: bool,
    /// Who cancelled it, and why.
    pub cancelled: Option<(Person, String)>,
    /// How many events there were.
    pub(super) events: usize,
    /// The latest time of them.
    pub(super) latest: Timestamp,
}

impl PromotionState {
    /// The state's name where `required` approvals are asked for.
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

    /// How many events there were.
    pub fn events(&self) -> usize {
        self.events
    }
}
