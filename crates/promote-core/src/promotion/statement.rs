//! What an approver states, and about what: an approval's evidence, kept beside its event. Signed, it is worth as much as
//! the key; so it says all that it could be taken for something else by.

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
    /// The first commit of the ledger.
    pub(crate) ledger: String,
    /// The promotion.
    pub(crate) promotion_id: PromotionId,
    /// The plan that is agreed to.
    pub(crate) plan_digest: String,
    /// The rules.
    pub(crate) policy_commit: ObjectId,
    /// Where the values come from.
    pub(crate) source_commit: ObjectId,
    /// The branch that they go to.
    pub target_ref: String,
    /// What was decided.
    pub(crate) decision: String,
    /// By whom.
    pub(crate) by: Person,
    /// When.
    pub at: Timestamp,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<Timestamp>,
    /// What was tried, and how it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attestation: Option<StatedAttestation>,
}

/// What somebody says of the plan who does not decide on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatedAttestation {
    name: String,
    ok: bool,
    url: Option<String>,
    notes: Option<String>,
}

impl Statement {
    /// What whoever acts states by this event of a promotion with this plan.
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

    /// The bytes that are kept, and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }

    /// Reads them.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// What it says otherwise than another one, in words; `None` where they say the same. (Which branch the target lives
    /// on may change, so that the rules say which one it was.)
    pub fn differs(&self, wanted: &Self) -> Option<&'static str> {
        let same = [
            (self.ledger == wanted.ledger, "another ledger"),
            (self.promotion_id == wanted.promotion_id, "another promotion"),
            (self.plan_digest == wanted.plan_digest, "another plan"),
            (self.source_commit == wanted.source_commit, "another source commit"),
            (self.policy_commit == wanted.policy_commit, "other rules"),
            (self.decision == wanted.decision && self.version == wanted.version, "another decision"),
            (self.by == wanted.by, "somebody else"),
            (self.at == wanted.at, "another time"),
            (self.expires == wanted.expires, "another expiry"),
            (self.attestation == wanted.attestation, "another outcome"),
        ];
        same.into_iter().find(|(same, _)| !same).map(|(_, words)| words)
    }
}
