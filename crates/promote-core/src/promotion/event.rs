//! Events: what happened to a promotion, by whom and when. The ledger is a list of events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::Person;
use super::plan::Digest;
use promote_model::ObjectId;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Blocks the promotion.
    #[default]
    Error,
    /// Recorded only; does not block the promotion.
    Warning,
}

impl Severity {
    /// Whether this severity blocks the promotion.
    pub fn is_error(&self) -> bool {
        *self == Self::Error
    }
}

/// A finding of a validation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckFinding {
    /// A stable code of the kind of finding, for scripts.
    pub code: String,
    /// The path of the file that the finding is about.
    pub file: Option<String>,
    /// The key that the finding is about.
    pub key: Option<String>,
    /// The problem, in one sentence.
    pub message: String,
    /// The name of the check in `promote.yaml`; `None` for the built-in checks of every plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The severity.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub level: Severity,
    /// The document, in a file with several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The line in the resulting file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column, in characters, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The failing rule in the schema, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// The end of the command's output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// The result of one check of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckResult {
    /// The name of the check.
    pub name: String,
    /// The kind: `schema`, `rule`, `command`, `requires`, `forbids`.
    pub kind: String,
    /// The severity of its findings.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub level: Severity,
    /// The outcome.
    pub outcome: CheckOutcome,
    /// The tool that evaluated it, with its version.
    pub tool: String,
    /// The duration in milliseconds.
    pub millis: u64,
    /// The number of findings.
    pub findings: usize,
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// No findings.
    Ok,
    /// Only findings that do not block.
    Warning,
    /// At least one blocking finding.
    Failed,
    /// The check was not run here.
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

/// One event: of a promotion, or of a [hold](super::hold).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event<What = EventKind> {
    /// What happened. (Stored as `what`.)
    pub what: What,
    /// The person who acted.
    pub by: Person,
    /// The time of the event.
    pub at: Timestamp,
    /// The commit whose `promote.yaml` was in force.
    pub policy: ObjectId,
    /// The blob of that `promote.yaml`: a commit that was rebased since may be gone. Since version 2 of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<ObjectId>,
    /// The clock of the person who acted; `at` is the ledger's time, which is not earlier. Since version 2 of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Timestamp>,
    /// The request that a client of a service may repeat. Since version 2 of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestKey>,
}

/// The key by which a client repeats a request without doing it twice, and what it asked for; both as SHA-256, in
/// hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestKey {
    /// The digest of repository, person, route and key.
    pub key: String,
    /// The digest of the request's body.
    pub body: String,
}

/// The kinds of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum EventKind {
    /// The promotion was created with this plan.
    Created {
        /// The plan's digest.
        digest: Digest,
        /// The authors of the promoted changes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since which the source has held all promoted values; set if the policy asks for a soak.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// The plan was validated.
    Validated {
        /// The validated plan.
        digest: Digest,
        /// Whether there were no blocking findings.
        ok: bool,
        /// The findings.
        findings: Vec<CheckFinding>,
        /// The results of the checks of `promote.yaml`, in its order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<CheckResult>,
        /// The digest of these checks and their schemas; `None` if there were no checks.
        #[serde(default, skip_serializing_if = "Option::is_none", rename = "checksDigest")]
        checks_digest: Option<String>,
        /// The digest of the files that the commands read; `None` if no command was run.
        #[serde(default, skip_serializing_if = "Option::is_none", rename = "filesDigest")]
        files_digest: Option<String>,
    },
    /// Somebody approved exactly this plan.
    Approved {
        /// The approved plan.
        digest: Digest,
        /// The expiry of the approval under the policy in force at the time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Timestamp>,
    },
    /// A person or CI job recorded the result of a test of exactly this plan.
    Attested {
        /// The tested plan.
        digest: Digest,
        /// The name of the attestation: `e2e`.
        name: String,
        /// Whether the test passed.
        ok: bool,
        /// URL with details.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Notes of the attestor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// An approver withdrew their own approval.
    Withdrawn {
        /// The plan.
        digest: Digest,
    },
    /// Somebody rejected the plan.
    Rejected {
        /// The plan.
        digest: Digest,
        /// The reason.
        reason: String,
    },
    /// The promotion was planned again; all approvals lapse.
    Refreshed {
        /// The new plan's digest.
        digest: Digest,
        /// The authors of the changes promoted now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since which the source has held all promoted values; set if the policy asks for a soak.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// The execution was scheduled.
    Scheduled {
        /// The plan.
        digest: Digest,
        /// The due time.
        #[serde(rename = "due")]
        at: Timestamp,
        /// The time after which the schedule expires.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Timestamp>,
    },
    /// The schedule was removed by a person, or it expired.
    Unscheduled {
        /// The plan.
        digest: Digest,
        /// Whether it expired.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        expired: bool,
    },
    /// The promotion was due but blocked.
    Held {
        /// The plan.
        digest: Digest,
        /// The reasons.
        reasons: Vec<String>,
    },
    /// The promotion commit was pushed to a branch of its own, to be merged into the target.
    Proposed {
        /// The plan that the commit contains.
        digest: Digest,
        /// The branch, without `refs/heads/`.
        branch: String,
        /// The commit on that branch.
        commit: ObjectId,
    },
    /// The promotion was written to the target.
    Executed {
        /// The plan that was written.
        digest: Digest,
        /// The promotion commit.
        commit: ObjectId,
        /// The number of approvals that the policy required.
        required: u32,
        /// The reason for overriding a window or freeze.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overriding: Option<String>,
    },
    /// The promotion was rolled back, in full or in part.
    RolledBack {
        /// The rollback commit.
        commit: ObjectId,
        /// The reason.
        reason: String,
        /// The addresses of the keys that were rolled back.
        keys: Vec<String>,
        /// Whether all changes of the promotion are reverted now.
        complete: bool,
        /// Whether a window or freeze was overridden.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        overriding: bool,
    },
    /// The promotion was cancelled.
    Cancelled {
        /// The reason.
        reason: String,
    },
}

impl EventKind {
    /// Whether the event comes with a plan.
    pub fn has_plan(&self) -> bool {
        matches!(self, Self::Created { .. } | Self::Refreshed { .. })
    }

    /// Whether the event comes with a statement file, which may be signed.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::Attested { .. })
    }

    /// The word in the `Promotion-Event` trailer and in logs.
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

    /// The digest that the event names.
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
