//! Disputes: an event whose writer's clock was far ahead would hold the ledger's time for good. People who may consent to
//! changes of `promote.yaml` may dispute it; the ledger's time then goes on without it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::policy_change::{ConsentStatus, GivenConsent, PolicyChange, consent_status};
use crate::policy::{ApprovalRules, Policy};
use crate::promotion::Person;
use promote_model::ObjectId;

/// How far an event may be ahead of a clock before nobody goes on from it.
pub const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// The version of the statement.
const VERSION: u32 = 1;
const DISPUTE: &str = "dispute";

/// The statement of a person that the time of an event is wrong: a file `disputes/EVENT/N.json` of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dispute {
    version: u32,
    /// The first commit of the ledger, which identifies it.
    pub ledger: String,
    decision: String,
    /// The ledger commit of the event.
    pub event: ObjectId,
    /// The reason.
    pub reason: String,
    /// The commit whose `promote.yaml` decides who may dispute.
    pub policy: ObjectId,
    /// The person.
    pub by: Person,
    /// The person's clock.
    pub at: Timestamp,
}

impl Dispute {
    /// A statement about an event.
    pub fn new(ledger: String, event: ObjectId, reason: String, policy: ObjectId, by: Person, at: Timestamp) -> Self {
        Self { version: VERSION, ledger, decision: DISPUTE.to_owned(), event, reason, policy, by, at }
    }

    /// Parses a statement.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        (read.version == VERSION && read.decision == DISPUTE).then_some(read)
    }

    /// The bytes that are stored and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }

    /// Whether the event really was ahead of the person's clock.
    pub fn is_true(&self, event: Timestamp) -> bool {
        event > self.at + AHEAD
    }
}

/// Who disputed an event, under a policy, and what is missing. The writer of the event does not count. Without `policy:` in
/// `promote.yaml`, one person is enough.
pub fn dispute_status(policy: &Policy, event: (ObjectId, &Person), given: Vec<GivenConsent>) -> ConsentStatus {
    let rule = policy.policy_approvals.clone();
    let rule = rule.unwrap_or(ApprovalRules { required: 1, ..ApprovalRules::default() });
    let (commit, author) = event;
    let (groups, signers) = (policy.groups.clone(), policy.signers.clone());
    let change = PolicyChange { commit, authors: vec![author.clone()], rule: None, groups, signers, consents: given };
    consent_status(&change, &rule)
}
