//! `run-due`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Time, Versioned};
use super::error::ErrorBody;
use super::landed::LandedOutcome;
use super::promotion::Promotion;
use crate::ops::run_due::{self, RunOutcome};

/// What `run-due` did. With `--watch`, each line of output is one element of `promotions`, with `schemaVersion`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunReport {
    /// The promotions that were due.
    promotions: Vec<RunItem>,
    /// The time when the next promotion is due.
    next_due_at: Option<Time>,
}

/// A promotion that was due.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunItem {
    #[serde(flatten)]
    promotion: Promotion,
    /// The outcome.
    outcome: DueOutcome,
    /// The time when it was due.
    due_at: Time,
    /// The exit code of this promotion; that of the command is the highest of all.
    exit_code: u8,
    /// The reason why it was not executed; null where it was, or expired.
    error: Option<ErrorBody>,
}

/// The outcome of a promotion that was due.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(untagged)]
enum DueOutcome {
    /// The promotion was executed.
    Landed(LandedOutcome),
    /// The promotion was not executed.
    Not(NotExecuted),
}

/// Why a promotion that was due was not executed.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum NotExecuted {
    /// The rules or the target block it; the next run tries again.
    Held,
    /// Its schedule has expired.
    Expired,
    /// Another error occurred; the next run tries again.
    Failed,
}

impl RunReport {
    /// The shape.
    pub(crate) fn new(ran: &run_due::RunReport) -> Versioned<Self> {
        Versioned::new(Self {
            promotions: ran.done.iter().map(RunItem::from).collect(),
            next_due_at: ran.next.map(Time::from),
        })
    }
}

impl RunItem {
    /// The shape of one line of `run-due --watch`.
    pub(crate) fn new(item: &run_due::RunItem) -> Versioned<Self> {
        Versioned::new(item.into())
    }
}

impl From<&run_due::RunItem> for RunItem {
    fn from(item: &run_due::RunItem) -> Self {
        let (outcome, error) = match &item.outcome {
            RunOutcome::Executed(executed) => (DueOutcome::Landed(executed.outcome.into()), None),
            RunOutcome::Held { error, .. } => (DueOutcome::Not(NotExecuted::Held), Some(error)),
            RunOutcome::Expired(_) => (DueOutcome::Not(NotExecuted::Expired), None),
            RunOutcome::Failed(error) => (DueOutcome::Not(NotExecuted::Failed), Some(error)),
        };
        Self {
            promotion: (&item.view).into(),
            outcome,
            due_at: item.due.into(),
            exit_code: item.exit().map_or(0, |exit| exit as u8),
            error: error.map(ErrorBody::from),
        }
    }
}
