//! Evidence for approvals besides the ledger's events: each approver's statement and its signature. The gate reads no
//! files; the caller finds out which key signed, and the policy decides whether that key counts.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::policy::signers::{KeyId, KeyRejection, SignatureFlaw, Signers, SigningKey};
use crate::promotion::Person;

/// The difference of an event whose statement is missing.
pub const NO_STATEMENT: &str = "no statement";
/// The difference of an event whose statement cannot be parsed.
pub const UNREADABLE_STATEMENT: &str = "an unreadable statement";

/// The evidence, by the numbers of the events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    statement: BTreeMap<usize, StatementEvidence>,
}

/// The evidence for one approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementEvidence {
    /// What the statement is about, if that differs from the event.
    pub other: Option<&'static str>,
    /// The time in the statement.
    pub at: Timestamp,
    /// The latest time in the ledger before the approval was added, if known; the times of its own promotion are in the
    /// state.
    pub ledger: Option<Timestamp>,
    /// The signature, if there is one.
    pub signature: Option<StatementSignature>,
}

/// A signature over a statement, before its key is judged by the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementSignature {
    /// There is a signature, which was not read because it does not matter.
    Unread,
    /// A good signature by this key.
    By(SigningKey),
    /// Not a good signature.
    Flawed(SignatureFlaw),
    /// In a dry run: a signature by the approver's own key is assumed.
    Supposed,
}

/// Whether a person signed the approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureStatus {
    /// Not signed.
    No,
    /// There is a signature, which was not read.
    Unread,
    /// Signed with this key of theirs; `None` in a dry run.
    By(Option<KeyId>),
    /// The signature does not prove the approval.
    Doubtful(SignatureProblem),
}

/// Why a signature does not prove an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureProblem {
    /// The signed statement differs from the approval.
    Statement(String),
    /// It is not a good signature.
    Flawed(SignatureFlaw),
    /// A good signature by a key that is not trusted for this person.
    Distrusted(KeyId, KeyRejection),
}

impl Evidence {
    /// Adds the evidence for an approval.
    pub fn insert(&mut self, number: usize, statement: StatementEvidence) {
        self.statement.insert(number, statement);
    }

    /// Assumes that an approval will be signed with the approver's own key.
    pub fn assume_signed(&mut self, number: usize) {
        let (at, signature) = (Timestamp::default(), Some(StatementSignature::Supposed));
        self.insert(number, StatementEvidence { other: None, at, ledger: None, signature });
    }

    /// Records the latest time in the ledger before an approval was added.
    pub fn set_ledger_time(&mut self, number: usize, at: Timestamp) {
        if let Some(statement) = self.statement.get_mut(&number) {
            statement.ledger = statement.ledger.max(Some(at));
        }
    }

    /// The signing keys, with the numbers of the approvals.
    pub fn keys(&self) -> impl Iterator<Item = (usize, &SigningKey)> {
        self.statement.iter().filter_map(|(number, statement)| match &statement.signature {
            Some(StatementSignature::By(key)) => Some((*number, key)),
            _ => None,
        })
    }

    /// How the statement of an approval or attestation differs from its event, by the event's number; `None` if it does
    /// not, or if it was not read.
    pub(crate) fn mismatch(&self, number: usize) -> Option<SignatureProblem> {
        let other = self.statement.get(&number)?.other?;
        Some(SignatureProblem::Statement(match other {
            NO_STATEMENT | UNREADABLE_STATEMENT => other.to_owned(),
            other => format!("a statement about {other}"),
        }))
    }

    /// Whether a person signed their statement, by the event's number, under these trusted signers.
    pub(crate) fn signed(&self, signers: &Signers, (number, by, at): (usize, &Person, Timestamp)) -> SignatureStatus {
        let Some(statement) = self.statement.get(&number) else { return SignatureStatus::No };
        let Some(signature) = &statement.signature else { return SignatureStatus::No };
        let ledger = statement.ledger.map_or(at, |seen| seen.max(at));
        signature.signed(signers, by, statement.at, ledger)
    }
}

impl StatementSignature {
    /// Whether the key is trusted for the person at both the stated time and the ledger's time.
    pub(crate) fn signed(
        &self,
        signers: &Signers,
        by: &Person,
        stated: Timestamp,
        ledger: Timestamp,
    ) -> SignatureStatus {
        match self {
            Self::Unread => SignatureStatus::Unread,
            Self::Supposed => SignatureStatus::By(None),
            Self::Flawed(flaw) => SignatureStatus::Doubtful(SignatureProblem::Flawed(flaw.clone())),
            Self::By(key) => match signers.check_key(key, by, stated, ledger) {
                Ok(()) => SignatureStatus::By(Some(key.id.clone())),
                Err(why) => SignatureStatus::Doubtful(SignatureProblem::Distrusted(key.id.clone(), why)),
            },
        }
    }
}
