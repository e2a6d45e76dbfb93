//! The closed sets of words in the public JSON.

use schemars::JsonSchema;
use serde::Serialize;

use promote_core::env::change;
use promote_core::promotion::{self, event};

/// What a change does to the target.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Op {
    /// The key is in the source and not in the target.
    Added,
    /// The key is in both, with different values.
    Modified,
    /// The key is in the target and not in the source.
    Removed,
}

impl From<change::Op> for Op {
    fn from(op: change::Op) -> Self {
        match op {
            change::Op::Added => Self::Added,
            change::Op::Modified => Self::Modified,
            change::Op::Removed => Self::Removed,
        }
    }
}

/// The unit that is compared and promoted.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// One key with its value.
    Config,
    /// A feature flag: a key with everything below it.
    Flag,
    /// A whole file that is not read by key.
    File,
}

impl From<change::UnitKind> for Kind {
    fn from(kind: change::UnitKind) -> Self {
        match kind {
            change::UnitKind::Config => Self::Config,
            change::UnitKind::Flag => Self::Flag,
            change::UnitKind::File => Self::File,
        }
    }
}

/// How the keys of a promotion were chosen.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum PromotionType {
    /// Everything that differs.
    Full,
    /// By id, with or without patterns.
    Selective,
    /// By pattern.
    Pattern,
}

impl From<promotion::PromotionType> for PromotionType {
    fn from(kind: promotion::PromotionType) -> Self {
        match kind {
            promotion::PromotionType::Full => Self::Full,
            promotion::PromotionType::Selective => Self::Selective,
            promotion::PromotionType::Pattern => Self::Pattern,
        }
    }
}

/// The state of a promotion.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    /// Planned; not validated, or validated with findings.
    Created,
    /// Validated without errors.
    Validated,
    /// Every required approval was given.
    Approved,
    /// To be executed at a set time.
    Scheduled,
    /// Rejected; a refresh reopens it.
    Rejected,
    /// Written to the target.
    Executed,
    /// Rolled back completely.
    RolledBack,
    /// Cancelled before it was executed.
    Cancelled,
}

impl From<promotion::Status> for Status {
    fn from(status: promotion::Status) -> Self {
        match status {
            promotion::Status::Created => Self::Created,
            promotion::Status::Validated => Self::Validated,
            promotion::Status::Approved => Self::Approved,
            promotion::Status::Scheduled => Self::Scheduled,
            promotion::Status::Rejected => Self::Rejected,
            promotion::Status::Executed => Self::Executed,
            promotion::Status::RolledBack => Self::RolledBack,
            promotion::Status::Cancelled => Self::Cancelled,
        }
    }
}

/// The severity of a check's findings where it is not `error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    /// The finding blocks execution.
    Error,
    /// The finding is recorded and blocks nothing.
    Warning,
}

impl From<event::Severity> for Level {
    fn from(level: event::Severity) -> Self {
        match level {
            event::Severity::Error => Self::Error,
            event::Severity::Warning => Self::Warning,
        }
    }
}

impl Level {
    /// The level where it has to be named: an error is the rule, and is left out.
    pub(super) fn unusual(level: event::Severity) -> Option<Self> {
        Some(Self::from(level)).filter(|level| *level != Self::Error)
    }
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CheckOutcome {
    /// No findings.
    Ok,
    /// Findings that block nothing.
    Warning,
    /// Findings that block execution.
    Failed,
    /// The check did not run.
    NotRun,
}

impl From<event::CheckOutcome> for CheckOutcome {
    fn from(outcome: event::CheckOutcome) -> Self {
        match outcome {
            event::CheckOutcome::Ok => Self::Ok,
            event::CheckOutcome::Warning => Self::Warning,
            event::CheckOutcome::Failed => Self::Failed,
            event::CheckOutcome::NotRun => Self::NotRun,
        }
    }
}
