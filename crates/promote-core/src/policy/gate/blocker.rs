//! What can stand between a promotion and its execution.

use jiff::{SignedDuration, Timestamp, Zoned};

use super::{MissingGroup, RejectedApproval};
use crate::promotion::{Person, Status};

/// One reason why a promotion may not be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocker {
    /// The pipeline does not have this edge (any more).
    NoEdge {
        /// The source environment.
        source: String,
        /// The target environment.
        target: String,
        /// What the target may be promoted from.
        from: Vec<String>,
    },
    /// The plan was not validated, or not without findings.
    NotValidated {
        /// How many findings the last validation had.
        findings: usize,
    },
    /// It was validated by other checks than those of today.
    ChecksChanged {
        /// The target, whose checks they are.
        target: String,
    },
    /// The files of the target would not be those that the commands of its checks were shown.
    FilesChanged {
        /// The target.
        target: String,
    },
    /// A check finds an error in the target as it would be now, which it did not find when it was validated.
    CheckFails {
        /// The check.
        check: String,
        /// Where: a path, with line and column where they are known.
        place: Option<String>,
        /// What it says.
        message: String,
    },
    /// Nobody whose word counts has said that something that must be tried went well.
    AttestationMissing {
        /// The target, whose rule it is.
        target: String,
        /// What must be tried.
        name: String,
        /// Whose word counts: groups and mail addresses; empty for everybody's.
        by: Vec<String>,
        /// When it was too long ago that somebody had.
        lapsed: Option<Timestamp>,
        /// Whose word was given last and does not count, and why.
        uncounted: Option<Box<(Person, RejectedApproval)>>,
    },
    /// It was tried, and went wrong.
    AttestationFailed {
        /// The target, whose rule it is.
        target: String,
        /// What was tried.
        name: String,
        /// Who says so.
        by: Person,
        /// What they say.
        notes: Option<String>,
    },
    /// What it takes has not stood in the source for long enough.
    Soaking {
        /// The source.
        source: String,
        /// The target, whose rule it is.
        target: String,
        /// How long it must have.
        soak: SignedDuration,
        /// When it has; `None` where the plan does not say since when it does.
        until: Option<Timestamp>,
    },
    /// What it takes does not stand in the source any more.
    SoakBroken {
        /// The source.
        source: String,
        /// The target, whose rule it is.
        target: String,
        /// The address of the first such key.
        key: String,
    },
    /// Approvals are missing.
    ApprovalsMissing {
        /// The target, whose rule it is.
        target: String,
        /// How many there are that count.
        given: usize,
        /// How many are asked for.
        required: u32,
        /// The groups that are missing.
        groups: Vec<MissingGroup>,
        /// Whose approval can never count for this plan, and why.
        barred: Vec<(Person, RejectedApproval)>,
        /// Whose approval is there and does not count, and why.
        uncounted: Vec<(Person, RejectedApproval)>,
    },
    /// Somebody said no.
    Rejected {
        /// Who.
        by: Person,
        /// Why.
        reason: String,
    },
    /// A freeze.
    Frozen {
        /// The target, whose rule it is.
        target: String,
        /// The freeze.
        freeze: String,
        /// When it ends.
        until: Box<Zoned>,
        /// When the target opens next; `None` where it never does.
        next: Option<Box<Zoned>>,
        /// The mail addresses of those who may pass all the same.
        overriders: Vec<String>,
    },
    /// No window is open.
    Closed {
        /// The target, whose rule it is.
        target: String,
        /// Its windows, as they are written.
        windows: Vec<String>,
        /// When the target opens next; `None` where it never does.
        next: Option<Box<Zoned>>,
        /// The mail addresses of those who may pass all the same.
        overriders: Vec<String>,
    },
    /// Somebody who may not pass what is closed wanted to.
    MayNotOverride {
        /// Who.
        by: Person,
        /// The target.
        target: String,
        /// The groups that may.
        groups: Vec<String>,
    },
    /// It has ended.
    Ended(Status),
}
