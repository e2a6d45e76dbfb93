//! The reasons that block an execution.

use jiff::{SignedDuration, Timestamp, Zoned};

use super::{MissingGroup, RejectedApproval};
use crate::env::rulebook::UnknownRules;
use crate::promotion::{Person, Status};

/// A hold that blocks a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldInForce {
    /// The number of the hold.
    pub number: u32,
    /// The target.
    pub target: String,
    /// The person who set it.
    pub by: Person,
    /// The reason.
    pub reason: String,
    /// The time at which it ends by itself.
    pub until: Option<Timestamp>,
    /// The addresses of the keys of the plan that it blocks; empty if it is on the whole environment.
    pub keys: Vec<String>,
    /// The email addresses of those who may lift it without a reason.
    pub lifters: Vec<String>,
}

/// A reason why a promotion may not be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocker {
    /// The pipeline has no such edge.
    NoEdge {
        /// The source environment.
        source: String,
        /// The target environment.
        target: String,
        /// The sources of the target.
        from: Vec<String>,
    },
    /// The plan was not validated, or has findings.
    NotValidated {
        /// The number of findings of the last validation.
        findings: usize,
    },
    /// The checks have changed since the validation.
    ChecksChanged {
        /// The target, which the checks are for.
        target: String,
    },
    /// The files of the target have changed since a command checked them.
    FilesChanged {
        /// The target.
        target: String,
    },
    /// A check fails on the target as it would be now, although it passed at the validation.
    CheckFails {
        /// The check.
        check: String,
        /// The place: a path, with line and column if known.
        place: Option<String>,
        /// The message.
        message: String,
    },
    /// A required attestation is missing.
    AttestationMissing {
        /// The target, whose policy it is.
        target: String,
        /// The name of the attestation.
        name: String,
        /// The groups and email addresses that may attest; empty for everybody.
        by: Vec<String>,
        /// The expiry of the last valid one, if it has expired.
        lapsed: Option<Timestamp>,
        /// The person whose latest attestation does not count, and the reason.
        uncounted: Option<Box<(Person, RejectedApproval)>>,
    },
    /// A required attestation failed.
    AttestationFailed {
        /// The target, whose policy it is.
        target: String,
        /// The name of the attestation.
        name: String,
        /// The attestor.
        by: Person,
        /// The attestor's notes.
        notes: Option<String>,
    },
    /// The source has not held the promoted values for long enough.
    Soaking {
        /// The source.
        source: String,
        /// The target, whose policy it is.
        target: String,
        /// The required time.
        soak: SignedDuration,
        /// The end of the soak; `None` if the plan does not record its start.
        until: Option<Timestamp>,
    },
    /// A promoted value changed in the source during the soak.
    SoakBroken {
        /// The source.
        source: String,
        /// The target, whose policy it is.
        target: String,
        /// The address of the first such key.
        key: String,
    },
    /// The plan would undo newer values of the target that it does not name.
    Undoes {
        /// The target.
        target: String,
        /// The number of keys.
        keys: usize,
    },
    /// The program does not hold the rules that the plan was made by.
    UnknownRules(UnknownRules),
    /// Approvals are missing.
    ApprovalsMissing {
        /// The target, whose policy it is.
        target: String,
        /// The number of approvals that count.
        given: usize,
        /// The required number.
        required: u32,
        /// The groups with missing approvals.
        groups: Vec<MissingGroup>,
        /// The people who can never approve this plan, and the reason.
        barred: Vec<(Person, RejectedApproval)>,
        /// The people whose approvals do not count, and the reason.
        uncounted: Vec<(Person, RejectedApproval)>,
    },
    /// The plan was rejected.
    Rejected {
        /// The person who rejected it.
        by: Person,
        /// The reason.
        reason: String,
    },
    /// A freeze is in force.
    Frozen {
        /// The target, whose policy it is.
        target: String,
        /// The name of the freeze.
        freeze: String,
        /// The end of the freeze.
        until: Box<Zoned>,
        /// The next opening of the target; `None` if there is none.
        next: Option<Box<Zoned>>,
        /// The email addresses of those who may override.
        overriders: Vec<String>,
    },
    /// No window is open.
    Closed {
        /// The target, whose policy it is.
        target: String,
        /// The windows, as written.
        windows: Vec<String>,
        /// The next opening of the target; `None` if there is none.
        next: Option<Box<Zoned>>,
        /// The email addresses of those who may override.
        overriders: Vec<String>,
    },
    /// The person is not allowed to override windows and freezes.
    MayNotOverride {
        /// The person.
        by: Person,
        /// The target.
        target: String,
        /// The groups that may override.
        groups: Vec<String>,
    },
    /// The plan undoes newer values of a target that denies that.
    UndoDenied {
        /// The target.
        target: String,
        /// The keys.
        keys: Vec<String>,
        /// The email addresses of those who may override.
        overriders: Vec<String>,
    },
    /// A hold is on.
    OnHold(Box<HoldInForce>),
    /// The promotion is closed.
    Ended(Status),
}
