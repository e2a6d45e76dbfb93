//! The statement of an approver or attestor: evidence kept beside the event, and signed if the policy asks for it.
//! It names everything it applies to, so that a signature cannot be reused for anything else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::EventKind;
use super::{Event, Person, Promotion, PromotionId};
use promote_model::ObjectId;

const VERSION: u32 = 1;
const APPROVE: &str = "approve";
const ATTEST: &str = "attest";

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    version: u32,
    /// The first commit of the ledger, which identifies it.
    pub(crate) ledger: String,
    /// The promotion.
    pub(crate) promotion_id: PromotionId,
    /// The digest of the approved or tested plan.
    pub(crate) plan_digest: String,
    /// The commit of the policy in force.
    pub policy_commit: ObjectId,
    /// The source commit of the plan.
    pub(crate) source_commit: ObjectId,
    /// The ref of the target branch.
    pub target_ref: String,
    /// The decision: `approve` or `attest`.
    pub(crate) decision: String,
    /// The approver or attestor.
    pub by: Person,
    /// The time of the statement.
    pub at: Timestamp,
    /// The expiry of an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<Timestamp>,
    /// The result, for an attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attestation: Option<StatedAttestation>,
}

/// The result in an attestation's statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatedAttestation {
    name: String,
    ok: bool,
    url: Option<String>,
    notes: Option<String>,
}

impl Statement {
    /// The statement for this event of a promotion with this plan.
    pub fn of(ledger: &str, promotion: &Promotion, digest: &str, target_ref: String, event: &Event) -> Self {
        Self {
            version: VERSION,
            ledger: ledger.to_owned(),
            promotion_id: promotion.id,
            plan_digest: digest.to_owned(),
            policy_commit: event.policy,
            source_commit: promotion.plan.source_commit,
            target_ref,
            decision: if matches!(event.what, EventKind::Attested { .. }) { ATTEST } else { APPROVE }.to_owned(),
            by: event.by.clone(),
            at: event.at,
            expires: match &event.what {
                EventKind::Approved { expires, .. } => *expires,
                _ => None,
            },
            attestation: match &event.what {
                EventKind::Attested { name, ok, url, notes, .. } => {
                    Some(StatedAttestation { name: name.clone(), ok: *ok, url: url.clone(), notes: notes.clone() })
                }
                _ => None,
            },
        }
    }

    /// The bytes that are stored and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }

    /// Parses the stored bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Describes the first difference from the expected statement; `None` if they agree.
    pub fn differs(&self, wanted: &Self) -> Option<&'static str> {
        let same = [
            (self.ledger == wanted.ledger, "another ledger"),
            (self.promotion_id == wanted.promotion_id, "another promotion"),
            (self.plan_digest == wanted.plan_digest, "another plan"),
            (self.source_commit == wanted.source_commit, "another source commit"),
            (self.target_ref == wanted.target_ref, "another target"),
            (self.policy_commit == wanted.policy_commit, "another policy"),
            (self.decision == wanted.decision && self.version == wanted.version, "another decision"),
            (self.by == wanted.by, "another person"),
            (self.at == wanted.at, "another time"),
            (self.expires == wanted.expires, "another expiry"),
            (self.attestation == wanted.attestation, "another outcome"),
        ];
        same.into_iter().find(|(same, _)| !same).map(|(_, words)| words)
    }
}
