//! What `execute`, `execute --branch` and `rollback` did.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use super::host_request::MergeRequest;
use super::promotion::Promotion;
use crate::engine::execution::{Executed, WriteOutcome};
use crate::ops::host_request::HostRequest;
use crate::ops::propose;
use crate::ops::rollback::RolledBack;

/// A promotion after it was executed or rolled back.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Landed {
    #[serde(flatten)]
    promotion: Promotion,
    /// The outcome.
    outcome: LandedOutcome,
    /// The branch of the target.
    branch: String,
    /// The working trees whose files were updated.
    checkouts: Vec<String>,
    /// The number of the hold on the keys that were rolled back, where `rollback --hold` set one.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<u32>,
}

/// The outcome of an execution or a rollback.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LandedOutcome {
    /// The commit was written now.
    Applied,
    /// A dry run: the commit would be written.
    WouldApply,
    /// The commit existed already; it was recorded now.
    Completed,
    /// The commit existed and was recorded already.
    AlreadyDone,
}

impl From<WriteOutcome> for LandedOutcome {
    fn from(outcome: WriteOutcome) -> Self {
        match outcome {
            WriteOutcome::Applied => Self::Applied,
            WriteOutcome::WouldApply => Self::WouldApply,
            WriteOutcome::Completed => Self::Completed,
            WriteOutcome::AlreadyDone => Self::AlreadyDone,
        }
    }
}

impl From<&Executed> for Landed {
    fn from(done: &Executed) -> Self {
        Self {
            promotion: (&done.view).into(),
            outcome: done.outcome.into(),
            branch: done.branch.clone(),
            checkouts: done.followed.clone(),
            hold: None,
        }
    }
}

impl From<&RolledBack> for Landed {
    fn from(done: &RolledBack) -> Self {
        Self {
            promotion: (&done.view).into(),
            outcome: done.outcome.into(),
            branch: done.branch.clone(),
            checkouts: done.followed.clone(),
            hold: done.hold.as_ref().map(|hold| hold.number),
        }
    }
}

/// The output of `execute`: the target was written, or a branch was proposed for a merge request.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Execution {
    /// The target was written.
    Landed(Box<Landed>),
    /// With `--branch`: a branch was proposed.
    Proposed(Box<Proposed>),
}

/// A promotion whose commit is on a branch of its own, to be merged into the target.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Proposed {
    #[serde(flatten)]
    promotion: Promotion,
    /// The outcome.
    outcome: ProposedOutcome,
    /// The merge request.
    request: MergeRequest,
}

/// The outcome of a proposal.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum ProposedOutcome {
    /// The branch was written now.
    Proposed,
    /// The branch was there already.
    AlreadyProposed,
}

impl Proposed {
    /// A proposal; with its request and the text of it, where one was asked for.
    fn new(proposed: &propose::Proposed, opened: Option<(&HostRequest, &str)>) -> Self {
        let outcome = if proposed.before { ProposedOutcome::AlreadyProposed } else { ProposedOutcome::Proposed };
        Self { promotion: (&proposed.view).into(), outcome, request: MergeRequest::new(proposed, opened) }
    }
}

impl Execution {
    /// The shape of an execution.
    pub(crate) fn landed(executed: &Executed) -> Versioned<Self> {
        Versioned::new(Self::Landed(Box::new(executed.into())))
    }

    /// The shape of a proposal.
    pub(crate) fn proposed(proposed: &propose::Proposed, opened: Option<(&HostRequest, &str)>) -> Versioned<Self> {
        Versioned::new(Self::Proposed(Box::new(Proposed::new(proposed, opened))))
    }
}
