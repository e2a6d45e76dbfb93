//! A line of `events.jsonl`: something that happened to a promotion.

use schemars::JsonSchema;

use super::words::{Blob, Commit, Digest, Person, Time};

/// An event of a promotion: one line of events.jsonl in the directory of the promotion.
#[derive(JsonSchema)]
#[schemars(title = "A line of events.jsonl", deny_unknown_fields)]
pub(super) struct Event {
    /// What happened.
    what: What,
    /// The person who did it.
    by: Person,
    /// The time.
    at: Time,
    /// The commit whose promote.yaml applied.
    policy: Commit,
    /// The blob of that promote.yaml. Since version 2 of the ledger.
    #[schemars(skip_serializing_if = "Option::is_none")]
    rules: Option<Blob>,
    /// The clock of the person who did it; 'at' is the ledger's time, which is not earlier. Since version 2 of the ledger.
    #[schemars(skip_serializing_if = "Option::is_none")]
    clock: Option<Time>,
    /// The request that a client of a service may repeat. Since version 2 of the ledger.
    #[schemars(skip_serializing_if = "Option::is_none")]
    request: Option<RequestKey>,
}

/// An event of a hold: one line of holds/NUMBER/events.jsonl.
#[derive(JsonSchema)]
#[schemars(title = "A line of holds/NUMBER/events.jsonl", deny_unknown_fields)]
pub(super) struct HoldEvent {
    /// What happened.
    what: HoldWhat,
    /// The person who did it.
    by: Person,
    /// The time.
    at: Time,
    /// The commit whose promote.yaml applied.
    policy: Commit,
    /// The blob of that promote.yaml.
    rules: Blob,
    /// The clock of the person who did it; 'at' is the ledger's time, which is not earlier.
    clock: Time,
    /// The request that a client of a service may repeat.
    #[schemars(skip_serializing_if = "Option::is_none")]
    request: Option<RequestKey>,
}

/// What happened to a hold, by its name in 'event'.
#[derive(JsonSchema)]
#[schemars(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
enum HoldWhat {
    /// Somebody set it.
    HoldSet {
        /// The environment.
        environment: String,
        /// The patterns of the keys. Left out if the whole environment is held.
        #[schemars(skip_serializing_if = "Vec::is_empty")]
        patterns: Vec<String>,
        /// The reason.
        reason: String,
        /// The time at which it ends by itself.
        #[schemars(skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
        /// The tip of the environment's branch.
        #[schemars(skip_serializing_if = "Option::is_none")]
        tip: Option<Commit>,
    },
    /// Somebody lifted it.
    HoldLifted {
        /// The reason, which only some people may leave out.
        #[schemars(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The tip of the environment's branch.
        #[schemars(skip_serializing_if = "Option::is_none")]
        tip: Option<Commit>,
    },
}

/// The key by which a client repeats a request, and what it asked for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RequestKey {
    /// The SHA-256 of repository, person, route and key.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    key: String,
    /// The SHA-256 of the body.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    body: String,
}

/// What happened, by its name in 'event'.
#[derive(JsonSchema)]
#[schemars(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
enum What {
    /// The promotion was created.
    Created {
        /// The digest of the plan.
        digest: Digest,
        /// The authors of the promoted values, if the rules ask for them.
        #[schemars(skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since which all promoted values have been in the source, if the rules ask for a soak.
        #[schemars(skip_serializing_if = "Option::is_none")]
        since: Option<Time>,
    },
    /// The plan was validated.
    Validated {
        /// The digest of the plan.
        digest: Digest,
        /// Whether there were no errors.
        ok: bool,
        /// The findings.
        findings: Vec<Finding>,
        /// The outcomes of the checks, in the order of promote.yaml.
        #[schemars(skip_serializing_if = "Vec::is_empty")]
        checks: Vec<Checked>,
        /// The digest of the checks and their schemas.
        #[schemars(skip_serializing_if = "Option::is_none", rename = "checksDigest")]
        checks_digest: Option<String>,
        /// The digest of the files that check commands were given.
        #[schemars(skip_serializing_if = "Option::is_none", rename = "filesDigest")]
        files_digest: Option<String>,
    },
    /// The plan was approved.
    Approved {
        /// The digest of the plan.
        digest: Digest,
        /// The time when the approval lapses.
        #[schemars(skip_serializing_if = "Option::is_none")]
        expires: Option<Time>,
    },
    /// The result of a test was recorded.
    Attested {
        /// The digest of the plan.
        digest: Digest,
        /// The name of the test.
        name: String,
        /// Whether the test passed.
        ok: bool,
        /// A URL with details.
        #[schemars(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// A comment.
        #[schemars(skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// An approval was withdrawn by the approver.
    Withdrawn {
        /// The digest of the plan.
        digest: Digest,
    },
    /// The plan was rejected.
    Rejected {
        /// The digest of the plan.
        digest: Digest,
        /// The reason.
        reason: String,
    },
    /// The promotion was planned again. Validation, approvals, attestations and schedule lapsed.
    Refreshed {
        /// The digest of the new plan.
        digest: Digest,
        /// The authors of the promoted values, if the rules ask for them.
        #[schemars(skip_serializing_if = "Vec::is_empty")]
        authors: Vec<Person>,
        /// The time since which all promoted values have been in the source, if the rules ask for a soak.
        #[schemars(skip_serializing_if = "Option::is_none")]
        since: Option<Time>,
    },
    /// The promotion was scheduled.
    Scheduled {
        /// The digest of the plan.
        digest: Digest,
        /// The due time.
        due: Time,
        /// The time after which it is not executed any more.
        #[schemars(skip_serializing_if = "Option::is_none")]
        expires: Option<Time>,
    },
    /// The schedule was removed, or expired.
    Unscheduled {
        /// The digest of the plan.
        digest: Digest,
        /// Whether the schedule expired.
        #[schemars(skip_serializing_if = "std::ops::Not::not")]
        expired: bool,
    },
    /// The promotion was due and could not be executed.
    Held {
        /// The digest of the plan.
        digest: Digest,
        /// The reasons.
        reasons: Vec<String>,
    },
    /// The promotion was written to a branch, to be merged into the target.
    Proposed {
        /// The digest of the plan.
        digest: Digest,
        /// The branch, without 'refs/heads/'.
        branch: String,
        /// The commit on that branch.
        commit: Commit,
    },
    /// The promotion was written to the target.
    Executed {
        /// The digest of the plan.
        digest: Digest,
        /// The promotion commit.
        commit: Commit,
        /// The number of approvals that the rules required.
        required: u32,
        /// The reason for executing it outside a window or during a freeze.
        #[schemars(skip_serializing_if = "Option::is_none")]
        overriding: Option<String>,
    },
    /// The promotion, or a part of it, was rolled back.
    RolledBack {
        /// The rollback commit.
        commit: Commit,
        /// The reason.
        reason: String,
        /// The addresses of the keys that were rolled back.
        keys: Vec<String>,
        /// Whether the whole promotion is rolled back now.
        complete: bool,
        /// Whether it was rolled back outside a window or during a freeze.
        #[schemars(skip_serializing_if = "std::ops::Not::not")]
        overriding: bool,
    },
    /// The promotion was closed without being executed.
    Cancelled {
        /// The reason.
        reason: String,
    },
}

/// Something that a validation found.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Finding {
    /// The code of the finding.
    code: String,
    /// The path of the file; null if it is not about a file.
    file: Option<String>,
    /// The key; null if it is not about a key.
    key: Option<String>,
    /// What is wrong, in one sentence.
    message: String,
    /// The check of promote.yaml that found it.
    #[schemars(skip_serializing_if = "Option::is_none")]
    check: Option<String>,
    /// The level. It is left out for an error.
    #[schemars(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    /// The document of the file.
    #[schemars(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// The line in the file as it would be, from 1.
    #[schemars(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// The column in characters, from 1.
    #[schemars(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    /// The place in the schema, as a JSON pointer.
    #[schemars(skip_serializing_if = "Option::is_none")]
    schema_path: Option<String>,
    /// The end of the output of a command.
    #[schemars(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Level {
    Error,
    Warning,
}

/// The outcome of a check.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Checked {
    /// The name of the check.
    name: String,
    /// The kind of the check.
    kind: CheckKind,
    /// The level of its findings. It is left out for errors.
    #[schemars(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    /// The outcome.
    outcome: Outcome,
    /// The tool and its version.
    tool: String,
    /// The duration in milliseconds.
    millis: u64,
    /// The number of findings.
    findings: u64,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum CheckKind {
    Schema,
    Rule,
    Requires,
    Forbids,
    Command,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Outcome {
    Ok,
    Warning,
    Failed,
    NotRun,
}
