//! The status of a promotion, and the steps that can follow.

use std::fmt;

use serde::Serialize;

/// The status in output and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Planned; not validated, or validated with findings.
    Created,
    /// Validated without blocking findings.
    Validated,
    /// All approvals are given.
    Approved,
    /// Scheduled for execution.
    Scheduled,
    /// Rejected by somebody.
    Rejected,
    /// Written to the target.
    Executed,
    /// Rolled back in full.
    RolledBack,
    /// Cancelled.
    Cancelled,
}

impl Status {
    /// Whether the promotion is open: it can still be executed or cancelled.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Validated | Self::Approved | Self::Scheduled | Self::Rejected)
    }

    /// The last step as a participle, for sentences: `already rolled back`.
    pub fn participle(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Validated => "validated",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Rejected => "rejected",
            Self::Executed => "executed",
            Self::RolledBack => "rolled back",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "CREATED",
            Self::Validated => "VALIDATED",
            Self::Approved => "APPROVED",
            Self::Scheduled => "SCHEDULED",
            Self::Rejected => "REJECTED",
            Self::Executed => "EXECUTED",
            Self::RolledBack => "ROLLED_BACK",
            Self::Cancelled => "CANCELLED",
        })
    }
}

/// A step of a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the verb of the same name")]
pub enum Action {
    Validate,
    Approve,
    Attest,
    Withdraw,
    Reject,
    Schedule,
    Unschedule,
    Execute,
    Refresh,
    Cancel,
    Rollback,
}

impl Action {
    /// The name of the command.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::Approve => "approve",
            Self::Attest => "attest",
            Self::Withdraw => "withdraw",
            Self::Reject => "reject",
            Self::Schedule => "schedule",
            Self::Unschedule => "unschedule",
            Self::Execute => "execute",
            Self::Refresh => "refresh",
            Self::Cancel => "cancel",
            Self::Rollback => "rollback",
        }
    }
}
