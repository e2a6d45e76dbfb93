//! A promotion's status, and the steps that people take.

use std::fmt;

use serde::Serialize;

/// The state's name, as people and JSON see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Planned, not yet checked (or checked, with findings).
    Created,
    /// Checked, without findings.
    Validated,
    /// All approvals are there.
    Approved,
    /// It is to be executed at a time.
    Scheduled,
    /// Somebody said no.
    Rejected,
    /// Written to the target.
    Executed,
    /// Taken back as a whole.
    RolledBack,
    /// Given up.
    Cancelled,
}

impl Status {
    /// Whether it can still become something else than rolled back.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Validated | Self::Approved | Self::Scheduled | Self::Rejected)
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

/// A step that somebody may take.
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
    /// The command's name.
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
