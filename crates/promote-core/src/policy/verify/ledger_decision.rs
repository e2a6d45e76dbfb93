//! Decisions about the ledger itself: an event's time is wrong, another branch holds `promote.yaml` from now on, the ledger
//! goes on in a newer version. Each takes as many people as `policy:` in `promote.yaml` asks for, but at least one.

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

/// The folder of the moves of the policy branch: `policy-moves/NUMBER`.
pub const MOVES: &str = "policy-moves";
/// The folder of the disputes: `disputes/EVENT`.
pub const DISPUTES: &str = "disputes";
/// The folder of the upgrades: `upgrades/VERSION`.
pub const UPGRADES: &str = "upgrades";

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum LedgerDecision {
    /// The time of an event is wrong: its writer's clock was far ahead. The ledger's time goes on without it.
    Dispute {
        /// The ledger commit of the event.
        event: ObjectId,
    },
    /// Another branch holds `promote.yaml` from now on.
    MovePolicy(PolicyMove),
    /// The ledger goes on in a newer version.
    Upgrade {
        /// The new version.
        version: u32,
        /// The last ledger commit of before: proof begins after it.
        after: ObjectId,
    },
}

/// A move of the policy branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyMove {
    /// The branch that rules before.
    pub from: String,
    /// The branch that rules from now on.
    pub to: String,
    /// The commit of the new branch from which on it rules. Its `promote.yaml` is that of the old branch.
    pub commit: ObjectId,
    /// The remote's default branch, if it is neither of the two: this is as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

/// A person's statement about a decision: a file `N.json` in the decision's folder of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LedgerStatement {
    version: u32,
    /// The first commit of the ledger, which identifies it.
    pub ledger: String,
    /// What is decided.
    pub decision: LedgerDecision,
    /// The reason.
    pub reason: String,
    /// The commit whose `promote.yaml` says who may decide.
    pub policy: ObjectId,
    /// The person.
    pub by: Person,
    /// The person's clock.
    pub at: Timestamp,
}

impl LedgerStatement {
    /// A statement.
    pub fn new(
        ledger: String,
        decision: LedgerDecision,
        reason: String,
        policy: ObjectId,
        by: Person,
        at: Timestamp,
    ) -> Self {
        Self { version: VERSION, ledger, decision, reason, policy, by, at }
    }

    /// Parses a statement.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        (read.version == VERSION).then_some(read)
    }

    /// The bytes that are stored and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }

    /// Whether an event at this time really was ahead of the person's clock.
    pub fn was_ahead(&self, event: Timestamp) -> bool {
        event > self.at + AHEAD
    }
}

/// Who agreed to a decision, under a policy, and what is missing. The person who wrote the disputed event does not count.
/// Without `policy:` in `promote.yaml`, one person is enough.
pub fn decision_status(
    policy: &Policy,
    (about, author): (ObjectId, Option<&Person>),
    given: Vec<GivenConsent>,
) -> ConsentStatus {
    let rule = policy.policy_approvals.clone();
    let rule = rule.unwrap_or(ApprovalRules { required: 1, ..ApprovalRules::default() });
    let (groups, signers) = (policy.groups.clone(), policy.signers.clone());
    let authors = author.into_iter().cloned().collect();
    let change = PolicyChange { commit: about, authors, rule: None, groups, signers, consents: given };
    consent_status(&change, &ApprovalRules { required: rule.required.max(1), ..rule })
}
