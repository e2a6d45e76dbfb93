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

/// The schema of `disputes/EVENT/N.json`.
pub(super) fn dispute() -> Schema {
    of::<Dispute>()
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

/// The statement that the time of an event is wrong: a file disputes/EVENT/N.json. A signature over exactly its bytes is in
/// N.sig, if it is signed.
#[derive(JsonSchema)]
#[schemars(title = "disputes/EVENT/N.json", rename_all = "camelCase", deny_unknown_fields)]
struct Dispute {
    /// The version of the format.
    version: Version,
    /// The first commit of the ledger.
    ledger: Commit,
    /// The decision.
    decision: Disputes,
    /// The ledger commit of the event.
    event: Commit,
    /// The reason.
    reason: String,
    /// The commit whose promote.yaml applied.
    policy: Commit,
    /// The person.
    by: Person,
    /// The person's clock.
    at: Time,
}

/// The word for a dispute.
#[derive(JsonSchema)]
#[schemars(transparent, extend("const" = "dispute"))]
struct Disputes(String);

/// The header of a ledger: the file ledger.json.
#[derive(JsonSchema)]
#[schemars(title = "ledger.json", rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    /// The version of the ledger.
    version: LedgerVersion,
    /// The branch that held promote.yaml when the ledger was created.
    policy_branch: String,
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
