//! The schemas of the files of the ledger, the branch that holds the records of all promotions.
//!
//! The types mirror those that `promote-core` stores; they change together with the version in each file.

#![expect(dead_code, reason = "mirror types: only their schemas are used")]

mod event;
mod promotion;
mod words;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use words::{Commit, Digest, Person, PromotionId, Time, Version};

/// The schema of `promotion.json`.
pub(super) fn promotion() -> Schema {
    of::<promotion::Promotion>()
}

/// The schema of a line of `events.jsonl`.
pub(super) fn event() -> Schema {
    of::<event::Event>()
}

/// The schema of a line of `holds/NUMBER/events.jsonl`.
pub(super) fn hold_event() -> Schema {
    of::<event::HoldEvent>()
}

/// The schema of `approvals/N.json`.
pub(super) fn approval() -> Schema {
    of::<Approval>()
}

/// The schema of `attestations/N.json`.
pub(super) fn attestation() -> Schema {
    of::<Attestation>()
}

/// The schema of `tips.json`.
pub(super) fn tips() -> Schema {
    of::<Tips>()
}

/// The schema of `disputes/EVENT/N.json`, `policy-moves/NUMBER/N.json` and `upgrades/VERSION/N.json`.
pub(super) fn statement() -> Schema {
    of::<Statement>()
}

/// The schema of `ledger.json`.
pub(super) fn header() -> Schema {
    of::<Header>()
}

fn of<T: JsonSchema>() -> Schema {
    super::generate::of::<T>(SchemaSettings::draft2020_12().for_serialize())
}

/// The version of a ledger: 2, or 1 of one that was begun before.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = "integer", "enum" = [1, 2]))]
struct LedgerVersion(u8);

/// Where the branches of the environments and of promote.yaml were when the ledger was last written: the file tips.json.
#[derive(JsonSchema)]
#[schemars(title = "tips.json", transparent)]
struct Tips(std::collections::BTreeMap<String, Commit>);

/// The statement of a person who makes a decision about the ledger: a file disputes/EVENT/N.json, policy-moves/NUMBER/N.json or
/// upgrades/VERSION/N.json. A signature over exactly its bytes is in N.sig, if it is signed.
#[derive(JsonSchema)]
#[schemars(title = "statement about the ledger", rename_all = "camelCase", deny_unknown_fields)]
struct Statement {
    /// The version of the format.
    version: Version,
    /// The first commit of the ledger.
    ledger: Commit,
    /// The decision.
    decision: Decision,
    /// The reason.
    reason: String,
    /// The commit whose promote.yaml applied.
    policy: Commit,
    /// The person.
    by: Person,
    /// The person's clock.
    at: Time,
}

/// A decision about the ledger.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
enum Decision {
    /// The time of an event is wrong.
    Dispute {
        /// The ledger commit of the event.
        event: Commit,
    },
    /// Another branch holds promote.yaml from now on.
    MovePolicy {
        /// The branch that rules before.
        from: String,
        /// The branch that rules from now on.
        to: String,
        /// The commit of that branch from which on it rules.
        commit: Commit,
        /// The remote's default branch, if that is another one on purpose.
        #[schemars(skip_serializing_if = "Option::is_none")]
        head: Option<String>,
    },
    /// The ledger goes on in a newer version.
    Upgrade {
        /// The new version.
        version: LedgerVersion,
        /// The last ledger commit of the version before.
        after: Commit,
    },
}

/// The header of a ledger: the file ledger.json.
#[derive(JsonSchema)]
#[schemars(title = "ledger.json", rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    /// The version of the ledger.
    version: LedgerVersion,
    /// The branch that held promote.yaml when the ledger was created.
    policy_branch: String,
    /// The remote's default branch, if that was another one on purpose.
    #[schemars(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
}

/// The statement of an approver about one plan: a file approvals/N.json, where N is the number of the event. A signature
/// over exactly its bytes is in N.sig, if the approval is signed.
#[derive(JsonSchema)]
#[schemars(title = "approvals/N.json", rename_all = "camelCase", deny_unknown_fields)]
struct Approval {
    /// The version of the format.
    version: Version,
    /// The first commit of the ledger.
    ledger: Commit,
    /// The promotion.
    promotion_id: PromotionId,
    /// The digest of the approved plan.
    plan_digest: Digest,
    /// The commit whose promote.yaml applied.
    policy_commit: Commit,
    /// The commit that the planned values come from.
    source_commit: Commit,
    /// The branch of the target environment, as a full ref name.
    target_ref: Ref,
    /// The decision.
    decision: Approve,
    /// The approver.
    by: Person,
    /// The time of the approval.
    at: Time,
    /// The time when the approval lapses, if the rules limit it.
    #[schemars(skip_serializing_if = "Option::is_none")]
    expires: Option<Time>,
}

/// The statement of a person or a CI job about the result of a test: a file attestations/N.json, where N is the number of
/// the event. A signature over exactly its bytes is in N.sig, if the attestation is signed.
#[derive(JsonSchema)]
#[schemars(title = "attestations/N.json", rename_all = "camelCase", deny_unknown_fields)]
struct Attestation {
    /// The version of the format.
    version: Version,
    /// The first commit of the ledger.
    ledger: Commit,
    /// The promotion.
    promotion_id: PromotionId,
    /// The digest of the tested plan.
    plan_digest: Digest,
    /// The commit whose promote.yaml applied.
    policy_commit: Commit,
    /// The commit that the planned values come from.
    source_commit: Commit,
    /// The branch of the target environment, as a full ref name.
    target_ref: Ref,
    /// The decision.
    decision: Attest,
    /// The person or CI job that reports the result.
    by: Person,
    /// The time of the report.
    at: Time,
    /// The result.
    attestation: TestResult,
}

/// The result of a test.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TestResult {
    /// The name of the test.
    name: String,
    /// Whether the test passed.
    ok: bool,
    /// A URL with details.
    url: Option<String>,
    /// A comment.
    notes: Option<String>,
}

/// The full name of a branch.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^refs/heads/.+$"))]
struct Ref(String);

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Approve {
    Approve,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Attest {
    Attest,
}
