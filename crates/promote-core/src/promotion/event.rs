//! Events: what happened to a promotion, who did it and when. The ledger is a list of these.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::Person;
use super::plan::Digest;
use promote_model::ObjectId;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It stands in the way.
    #[default]
    Error,
    /// It is recorded, and stands in nobody's way.
    Warning,
}

impl Severity {
    /// Whether it stands in the way.
    pub fn is_error(&self) -> bool {
        *self == Self::Error
    }
}

/// Something that a validation found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckFinding {
    /// A stable word for the kind of finding, for scripts.
    pub code: String,
    /// The path of the file, where it is about one.
    pub file: Option<String>,
    /// The key, where it is about one.
    pub key: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The check of `promote.yaml` that found it, by name; `None` where every plan is asked that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// How much it weighs.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub level: Severity,
    /// The document of the file, where that has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The line of the file as it would be, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column, in characters, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Where in its schema the rule stands, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// The end of what a command wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// What came of one check of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckResult {
    /// Its name.
    pub name: String,
    /// What it is: `schema`, `rule`, `requires`, `forbids`.
    pub kind: String,
    /// How much its findings weigh.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub level: Severity,
    /// What came of it.
    pub outcome: CheckOutcome,
    /// What looked, and its version.
    pub tool: String,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// How many findings it has.
    pub findings: usize,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// Nothing was found.
    Ok,
    /// Something was found that stands in nobody's way.
    Warning,
    /// Something was found that stands in the way.
    Failed,
    /// It was not run here.
    NotRun,
}

impl CheckOutcome {
    /// The word for people and scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::NotRun => "not run",
        }
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happened.
    pub what: EventKind,
    /// Who did it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The commit whose `promote.yaml` ruled.
    pub policy: ObjectId,
}

/// What can happen to a promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum EventKind {
    /// It was created with this plan.
    Created {
        /// The plan's digest.
        digest: Digest,
        /// Who wrote what it promotes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// Since when all of that has stood in the source, where the rules ask for how long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// Its plan was checked.
    Validated {
        /// The plan that was checked.
        digest: Digest,
        /// Whether nothing was found.
        ok: bool,
        /// What was found.
        findings: Vec<CheckFinding>,
        /// What came of the checks of `promote.yaml`, in its order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<CheckResult>,
        /// Which checks these were, and with which schemas; `None` where there were none.
        #[serde(default, skip_serializing_if = "Option::is_none", rename = "checksDigest")]
        checks_digest: Option<String>,
        /// The files that its commands were shown; `None` where none was run.
        #[serde(default, skip_serializing_if = "Option::is_none", rename = "filesDigest")]
        files_digest: Option<String>,
    },
    /// Somebody agreed to exactly this plan.
    Approved {
        /// The plan.
        digest: Digest,
        /// When it lapses, by the rules of that day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Timestamp>,
    },
    /// Somebody, or a job of theirs, says how it went with exactly this plan.
    Attested {
        /// The plan.
        digest: Digest,
        /// What was tried: `e2e`.
        name: String,
        /// Whether it went well.
        ok: bool,
        /// Where more stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// What is to be said of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// Somebody took their own consent back.
    Withdrawn {
        /// The plan.
        digest: Digest,
    },
    /// Somebody said no.
    Rejected {
        /// The plan.
        digest: Digest,
        /// Why.
        reason: String,
    },
    /// It was planned anew; approvals lapse.
    Refreshed {
        /// The new plan's digest.
        digest: Digest,
        /// Who wrote what it promotes now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// Since when all of that has stood in the source, where the rules ask for how long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// It is to be executed at a time.
    Scheduled {
        /// The plan.
        digest: Digest,
        /// When it is due.
        #[serde(rename = "due")]
        at: Timestamp,
        /// When it is too late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Timestamp>,
    },
    /// That was taken back, or it was too late.
    Unscheduled {
        /// The plan.
        digest: Digest,
        /// Whether it was too late.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        expired: bool,
    },
    /// It was due, and could not be executed.
    Held {
        /// The plan.
        digest: Digest,
        /// Why not.
        reasons: Vec<String>,
    },
    /// It stands on a branch of its own, and waits to be merged into the target.
    Proposed {
        /// The plan that was written.
        digest: Digest,
        /// The branch, without `refs/heads/`.
        branch: String,
        /// The commit there.
        commit: ObjectId,
    },
    /// It was written to the target.
    Executed {
        /// The plan that was written.
        digest: Digest,
        /// The promotion commit.
        commit: ObjectId,
        /// How many approvals the policy asked for.
        required: u32,
        /// Why it was written although its target was closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overriding: Option<String>,
    },
    /// It was taken back, whole or in part.
    RolledBack {
        /// The rollback commit.
        commit: ObjectId,
        /// Why.
        reason: String,
        /// The addresses of the configs that were taken back.
        keys: Vec<String>,
        /// Whether nothing of it is left.
        complete: bool,
        /// Whether it was taken back although its target was closed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        overriding: bool,
    },
    /// It was given up.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl EventKind {
    /// Whether whoever did it states something, which is kept beside the event and may be signed.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::Attested { .. })
    }

    /// The word for it in the `Promotion-Event` trailer and in logs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Validated { .. } => "validated",
            Self::Approved { .. } => "approved",
            Self::Attested { .. } => "attested",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Rejected { .. } => "rejected",
            Self::Refreshed { .. } => "refreshed",
            Self::Scheduled { .. } => "scheduled",
            Self::Unscheduled { .. } => "unscheduled",
            Self::Held { .. } => "held",
            Self::Proposed { .. } => "proposed",
            Self::Executed { .. } => "executed",
            Self::RolledBack { .. } => "rolled-back",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// The plan it speaks of, where it speaks of one.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Created { digest, .. }
            | Self::Validated { digest, .. }
            | Self::Approved { digest, .. }
            | Self::Attested { digest, .. }
            | Self::Withdrawn { digest }
            | Self::Rejected { digest, .. }
            | Self::Refreshed { digest, .. }
            | Self::Scheduled { digest, .. }
            | Self::Unscheduled { digest, .. }
            | Self::Held { digest, .. }
            | Self::Proposed { digest, .. }
            | Self::Executed { digest, .. } => Some(digest),
            Self::RolledBack { .. } | Self::Cancelled { .. } => None,
        }
    }
}
