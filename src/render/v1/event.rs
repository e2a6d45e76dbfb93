//! Events of a promotion, in the words of the public JSON. The ledger's own shape is another type.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Time};
use super::validation::{CheckFinding, Checked};
use promote_core::promotion::{self, event};

/// One event of a promotion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    #[serde(flatten)]
    what: EventKind,
    /// The person who acted.
    by: Person,
    /// The time of the event.
    at: Time,
    /// The commit whose `promote.yaml` was in force.
    policy_commit: String,
}

impl From<&event::Event> for Event {
    fn from(event: &event::Event) -> Self {
        Self {
            what: (&event.what).into(),
            by: (&event.by).into(),
            at: event.at.into(),
            policy_commit: event.policy.to_string(),
        }
    }
}

/// What happened.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum EventKind {
    /// The promotion was created.
    Created {
        /// The digest of the plan.
        digest: String,
        /// The people who wrote the promoted values.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since when all promoted values have been in the source, where the target requires a soak time.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<Time>,
    },
    /// The plan was validated.
    Validated {
        /// The digest of the plan.
        digest: String,
        /// Whether no error was found.
        ok: bool,
        /// The findings.
        findings: Vec<CheckFinding>,
        /// The checks of `promote.yaml`, in its order.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        checks: Vec<Checked>,
        /// The digest of the checks and their schemas.
        #[serde(skip_serializing_if = "Option::is_none")]
        checks_digest: Option<String>,
        /// The digest of the files that commands were shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        files_digest: Option<String>,
    },
    /// The plan was approved.
    Approved {
        /// The digest of the plan.
        digest: String,
        /// The time when the approval lapses.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires: Option<Time>,
    },
    /// The result of a test with this plan was recorded.
    Attested {
        /// The digest of the plan.
        digest: String,
        /// The name of the test.
        name: String,
        /// Whether it succeeded.
        ok: bool,
        /// A URL with details.
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Free text.
        #[serde(skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// An approver withdrew their approval.
    Withdrawn {
        /// The digest of the plan.
        digest: String,
    },
    /// The plan was rejected.
    Rejected {
        /// The digest of the plan.
        digest: String,
        /// The reason.
        reason: String,
    },
    /// The promotion was planned again; approvals lapsed.
    Refreshed {
        /// The digest of the new plan.
        digest: String,
        /// The people who wrote the promoted values.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since when all promoted values have been in the source, where the target requires a soak time.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<Time>,
    },
    /// The promotion was scheduled.
    Scheduled {
        /// The digest of the plan.
        digest: String,
        /// The time when it is due.
        due: Time,
        /// The time when the schedule expires.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires: Option<Time>,
    },
    /// The schedule was removed, or it expired.
    Unscheduled {
        /// The digest of the plan.
        digest: String,
        /// True where the schedule expired.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        expired: bool,
    },
    /// The promotion was due and could not be executed.
    Held {
        /// The digest of the plan.
        digest: String,
        /// The reasons.
        reasons: Vec<String>,
    },
    /// The promotion commit was pushed to a branch, to be merged into the target.
    Proposed {
        /// The digest of the plan.
        digest: String,
        /// The branch, without `refs/heads/`.
        branch: String,
        /// The commit on that branch.
        commit: String,
    },
    /// The promotion was written to the target.
    Executed {
        /// The digest of the plan.
        digest: String,
        /// The promotion commit.
        commit: String,
        /// The number of approvals that were required.
        required: u32,
        /// The reason for overriding a window or a freeze.
        #[serde(skip_serializing_if = "Option::is_none")]
        overriding: Option<String>,
    },
    /// The promotion, or some of its keys, was rolled back.
    RolledBack {
        /// The rollback commit.
        commit: String,
        /// The reason.
        reason: String,
        /// The addresses of the keys that were rolled back.
        keys: Vec<String>,
        /// Whether every key of the promotion is rolled back now.
        complete: bool,
        /// True where a window or a freeze was overridden.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        overriding: bool,
    },
    /// The promotion was cancelled.
    Cancelled {
        /// The reason.
        reason: String,
    },
}

fn people(people: &[promotion::Person]) -> Vec<Person> {
    people.iter().map(Person::from).collect()
}

impl From<&event::EventKind> for EventKind {
    // One arm for each kind of event, and nothing else.
    fn from(kind: &event::EventKind) -> Self {
        use event::EventKind as Kind;
        let digest = kind.digest().map(ToString::to_string).unwrap_or_default();
        match kind {
            Kind::Created { authors, since, .. } => {
                Self::Created { digest, authors: people(authors), since: since.map(Time::from) }
            }
            Kind::Refreshed { authors, since, .. } => {
                Self::Refreshed { digest, authors: people(authors), since: since.map(Time::from) }
            }
            Kind::Validated { ok, findings, checks, checks_digest, files_digest, .. } => Self::Validated {
                digest,
                ok: *ok,
                findings: findings.iter().map(CheckFinding::from).collect(),
                checks: checks.iter().map(Checked::from).collect(),
                checks_digest: checks_digest.clone(),
                files_digest: files_digest.clone(),
            },
            Kind::Approved { expires, .. } => Self::Approved { digest, expires: expires.map(Time::from) },
            Kind::Attested { name, ok, url, notes, .. } => {
                Self::Attested { digest, name: name.clone(), ok: *ok, url: url.clone(), notes: notes.clone() }
            }
            Kind::Withdrawn { .. } => Self::Withdrawn { digest },
            Kind::Rejected { reason, .. } => Self::Rejected { digest, reason: reason.clone() },
            Kind::Scheduled { at, expires, .. } => {
                Self::Scheduled { digest, due: (*at).into(), expires: expires.map(Time::from) }
            }
            Kind::Unscheduled { expired, .. } => Self::Unscheduled { digest, expired: *expired },
            Kind::Held { reasons, .. } => Self::Held { digest, reasons: reasons.clone() },
            Kind::Proposed { branch, commit, .. } => {
                Self::Proposed { digest, branch: branch.clone(), commit: commit.to_string() }
            }
            Kind::Executed { commit, required, overriding, .. } => Self::Executed {
                digest,
                commit: commit.to_string(),
                required: *required,
                overriding: overriding.clone(),
            },
            Kind::RolledBack { commit, reason, keys, complete, overriding } => Self::RolledBack {
                commit: commit.to_string(),
                reason: reason.clone(),
                keys: keys.clone(),
                complete: *complete,
                overriding: *overriding,
            },
            Kind::Cancelled { reason } => Self::Cancelled { reason: reason.clone() },
        }
    }
}
