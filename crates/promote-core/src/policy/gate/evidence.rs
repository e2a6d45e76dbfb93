//! What stands behind the approvals of a promotion besides the ledger's word: each approver's statement, and the signature
//! over it. The gate itself reads nothing; whoever reads finds out which key signed, and the rules say what it is worth.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::policy::Environment;
use crate::policy::signers::{KeyId, KeyRejection, SignatureFlaw, Signers};
use crate::promotion::Person;

/// What was found out about the approvals, by the numbers of their events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    behind: BTreeMap<usize, StatementEvidence>,
}

/// What stands behind one approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementEvidence {
    /// What its statement speaks of, where that is not what its event says.
    pub other: Option<&'static str>,
    /// The branch that it speaks of.
    pub target_ref: String,
    /// The time that it states.
    pub at: Timestamp,
    /// The latest time that the ledger had seen when it came, where that is known: the times of its own promotion are
    /// known to the state.
    pub ledger: Option<Timestamp>,
    /// The signature.
    pub seal: StatementSignature,
}

/// A signature over a statement, before anybody asks whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementSignature {
    /// There is one, and it was not looked at: it does not matter.
    Unread,
    /// A good one, by this key.
    By(KeyId),
    /// None that proves anything.
    Flawed(SignatureFlaw),
    /// In a dry run: there would be a good one, by somebody's own key.
    Supposed,
}

/// Whether somebody has signed their approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureStatus {
    /// They have not.
    No,
    /// There is a signature that was not looked at.
    Unread,
    /// They have, with this key of theirs; `None` in a dry run.
    By(Option<KeyId>),
    /// There is a signature that does not prove it.
    Doubtful(SignatureProblem),
}

/// Why a signature does not prove that somebody approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureProblem {
    /// What was signed is something else than what the approval says.
    Statement(String),
    /// It is no good signature.
    Flawed(SignatureFlaw),
    /// It is a good one, by a key that does not speak for them.
    Distrusted(KeyId, KeyRejection),
}

impl Evidence {
    /// Notes what stands behind an approval.
    pub fn insert(&mut self, number: usize, behind: StatementEvidence) {
        self.behind.insert(number, behind);
    }

    /// Supposes that an approval will be signed, by a key of whoever gives it.
    pub fn assume_signed(&mut self, number: usize) {
        let (at, target_ref) = (Timestamp::default(), String::new());
        self.insert(
            number,
            StatementEvidence { other: None, target_ref, at, ledger: None, seal: StatementSignature::Supposed },
        );
    }

    /// Notes the latest time that the ledger had seen when an approval came.
    pub fn set_ledger_time(&mut self, number: usize, at: Timestamp) {
        if let Some(behind) = self.behind.get_mut(&number) {
            behind.ledger = behind.ledger.max(Some(at));
        }
    }

    /// The keys that signed, with the numbers of the approvals.
    pub fn keys(&self) -> impl Iterator<Item = (usize, &KeyId)> {
        self.behind.iter().filter_map(|(number, behind)| match &behind.seal {
            StatementSignature::By(key) => Some((*number, key)),
            _ => None,
        })
    }

    /// Whether somebody has signed what they state, by those rules: by the number of its event.
    pub(crate) fn signed(
        &self,
        signers: &Signers,
        environment: Option<&Environment>,
        (number, by, at): (usize, &Person, Timestamp),
    ) -> SignatureStatus {
        let Some(behind) = self.behind.get(&number) else { return SignatureStatus::No };
        let branch = environment.and_then(|environment| environment.branch.as_deref());
        let elsewhere = branch.is_some_and(|branch| behind.target_ref.strip_prefix("refs/heads/") != Some(branch));
        let other = match behind.other {
            Some(other) => Some(other.to_owned()),
            None => elsewhere.then(|| format!("the target {}", behind.target_ref)),
        };
        if let (StatementSignature::By(_), Some(other)) = (&behind.seal, other) {
            return SignatureStatus::Doubtful(SignatureProblem::Statement(other));
        }
        let ledger = behind.ledger.map_or(at, |seen| seen.max(at));
        behind.seal.signed(signers, by, behind.at, ledger)
    }
}

impl StatementSignature {
    /// Whether it speaks for somebody by those rules: at the time that they state, and at that of the ledger.
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
                Ok(()) => SignatureStatus::By(Some(key.clone())),
                Err(why) => SignatureStatus::Doubtful(SignatureProblem::Distrusted(key.clone(), why)),
            },
        }
    }
}
