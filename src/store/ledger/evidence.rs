//! The evidence behind approvals and attestations: statements and signatures, as the ledger's tree holds them.
//!
//! ```text
//! open/ID/approvals/N.json    what was stated        N is the number of the event
//! open/ID/approvals/N.sig     a detached signature over exactly those bytes
//! open/ID/attestations/N.…    the same
//! ```
//!
//! Who lists ten thousand promotions wants to know what waits, not to check twenty thousand signatures: what has ended is
//! looked at only by whoever asks for it by name.

use jiff::Timestamp;

use super::Ledger;
use super::folder::Opened;
use crate::store::StoreError;
use promote_core::policy::Environment;
use promote_core::policy::gate::{Evidence, StatementEvidence, StatementSignature};
use promote_core::policy::signers::{KeyId, SignatureFlaw, check};
use promote_core::promotion::{Event, Promotion, PromotionId, PromotionState, Statement, ledger_path};
use promote_git::{SignFormat, SignatureCheck, Timeouts, Tree, trailers};

/// How closely evidence is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closeness {
    /// Whatever there is.
    All,
    /// What still decides something.
    Deciding,
}

/// The numbers of the events that state something that may still count.
fn stated(state: &PromotionState) -> Vec<usize> {
    let approvals = state.approvals.iter().map(|approval| approval.number);
    approvals.chain(state.attestations.iter().map(|attestation| attestation.number)).collect()
}

fn nothing(event: &Event, seal: StatementSignature) -> StatementEvidence {
    StatementEvidence { other: None, target_ref: String::new(), at: event.at, ledger: None, signature: seal }
}

/// A larger signature is none; in bytes.
const MOST: usize = 64 << 10;

impl Ledger<'_> {
    /// What stands behind the approvals of a promotion in that folder.
    pub(super) fn evidence(
        &self,
        folder: &Opened<'_>,
        (promotion, events, state): (&Promotion, &[Event], &PromotionState),
        closeness: Closeness,
    ) -> Result<Evidence, StoreError> {
        let mut evidence = Evidence::default();
        let decides = || {
            let environment = self.store.policy.environment(&promotion.target);
            let signed = |e: &Environment| e.approvals.signed || e.attestations.iter().any(|attest| attest.signed);
            state.status(1).is_open() && environment.is_some_and(signed)
        };
        let stated = stated(state);
        if stated.is_empty() {
            return Ok(evidence);
        }
        let look = closeness == Closeness::All || decides();
        for beside in ["approvals", "attestations"] {
            let Some(entry) = folder.files.get(beside.as_bytes()) else { continue };
            let files = folder.repo.tree(entry.oid)?;
            for number in &stated {
                let Some(event) = number.checked_sub(1).and_then(|at| events.get(at)) else { continue };
                let signature = files.get(format!("{number}.sig").as_bytes());
                let Some(signature) = signature.filter(|_| ledger_path::statements(&event.what) == Some(beside)) else {
                    continue;
                };
                let behind = match look {
                    true => self.behind(&files, promotion, (*number, event), signature.oid)?,
                    false => nothing(event, StatementSignature::Unread),
                };
                evidence.insert(*number, behind);
            }
        }
        self.order(&mut evidence, promotion.id, &stated)?;
        Ok(evidence)
    }

    fn behind(
        &self,
        files: &Tree<'_>,
        promotion: &Promotion,
        (number, event): (usize, &Event),
        signature: promote_model::ObjectId,
    ) -> Result<StatementEvidence, StoreError> {
        let repo = &self.store.repo;
        let file = files.get(format!("{number}.json").as_bytes());
        let bytes = file.map(|entry| repo.read_blob(entry.oid)).transpose()?.unwrap_or_default();
        let Some(statement) = Statement::read(&bytes) else {
            return Ok(nothing(
                event,
                StatementSignature::Flawed(SignatureFlaw::Unreadable("its statement cannot be read".to_owned())),
            ));
        };
        let digest = event.what.digest().map(ToString::to_string).unwrap_or_default();
        let wanted = Statement::of(&self.root()?, promotion, &digest, statement.target_ref.clone(), event);
        let seal = self.seal(&bytes, &repo.read_blob(signature)?, event.at);
        let other = statement.differs(&wanted);
        Ok(StatementEvidence {
            other,
            target_ref: statement.target_ref,
            at: statement.at,
            ledger: None,
            signature: seal,
        })
    }

    /// What a signature over a statement proves, that was made then.
    pub(crate) fn seal(&self, bytes: &[u8], signature: &[u8], at: Timestamp) -> StatementSignature {
        match self.key_of(bytes, signature, at) {
            Ok(key) => StatementSignature::By(key),
            Err(flaw) => StatementSignature::Flawed(flaw),
        }
    }

    /// The key that signed these bytes.
    fn key_of(&self, bytes: &[u8], signature: &[u8], at: Timestamp) -> Result<KeyId, SignatureFlaw> {
        let format = match signature {
            _ if signature.len() > MOST => return Err(SignatureFlaw::Unreadable("it is too large".to_owned())),
            text if text.starts_with(b"-----BEGIN SSH SIGNATURE-----") => return check(signature, bytes),
            text if text.starts_with(b"-----BEGIN PGP ") => SignFormat::OpenPgp,
            text if text.starts_with(b"-----BEGIN SIGNED MESSAGE-----") => SignFormat::X509,
            _ => return Err(SignatureFlaw::Unreadable("it is of no kind that is known".to_owned())),
        };
        let id = |fingerprint: String| match format {
            SignFormat::OpenPgp => KeyId::OpenPgp(fingerprint),
            SignFormat::X509 | SignFormat::Ssh => KeyId::X509(fingerprint),
        };
        let checked = self.store.repo.check_detached(format, bytes, signature, Timeouts::default());
        match checked.map_err(|error| SignatureFlaw::Unchecked(error.reason()))? {
            SignatureCheck::Good(key) => Ok(id(key)),
            // It was good when the approval came, by a clock that nobody sets back.
            SignatureCheck::ExpiredKey(key, Some(end)) if at.as_second() <= end => Ok(id(key)),
            SignatureCheck::ExpiredKey(key, _) => Err(SignatureFlaw::ExpiredKey(key)),
            SignatureCheck::RevokedKey(key) => Err(SignatureFlaw::RevokedKey(key)),
            SignatureCheck::Expired => Err(SignatureFlaw::Expired),
            SignatureCheck::Weak => Err(SignatureFlaw::Weak("it is made with a hash that can be forged".to_owned())),
            SignatureCheck::Bad => Err(SignatureFlaw::OtherBytes),
            SignatureCheck::NoKey(key) => Err(SignatureFlaw::NoKey(key)),
            SignatureCheck::Unreadable => Err(SignatureFlaw::Unreadable("it is not one signature".to_owned())),
        }
    }

    /// How late it was when approvals came by keys that have had their day: their own promotion may be older than that, so
    /// that only the ledger as a whole can tell.
    fn order(&self, evidence: &mut Evidence, id: PromotionId, stated: &[usize]) -> Result<(), StoreError> {
        if !evidence.keys().any(|(_, key)| self.has_ended(key)) {
            return Ok(());
        }
        let id = id.to_string();
        // Most commits are of other promotions, and are not read closely.
        let ours = |text: &str| {
            text.contains(&id) && trailers::single(&trailers::parse(text), "Promotion-Id") == Some(id.as_str())
        };
        let times = self.times(ours)?;
        for number in stated {
            // A ledger that does not tell when it came says that it came now.
            let time = number.checked_sub(1).and_then(|at| times.get(at)).copied();
            evidence.set_ledger_time(*number, time.unwrap_or(self.store.now));
        }
        Ok(())
    }

    /// Whether a key has had its day, by today's rules.
    pub(super) fn has_ended(&self, key: &KeyId) -> bool {
        let lines = self.store.policy.signers.lines.iter().filter(|line| line.key == *key);
        lines.filter_map(|line| line.validity.before).any(|before| before < self.store.now)
    }

    /// The latest time that the ledger had seen at each of the commits whose message is meant, oldest first.
    pub(super) fn times(&self, meant: impl Fn(&str) -> bool) -> Result<Vec<Timestamp>, StoreError> {
        let mut commits = Vec::new();
        if let Some(tip) = self.tip {
            for commit in self.store.repo.first_parents(tip) {
                let commit = commit?;
                commits.push((commit.committer.seconds, meant(&commit.message)));
            }
        }
        let mut latest = i64::MIN;
        let mut times = Vec::new();
        for (seconds, meant) in commits.into_iter().rev() {
            latest = latest.max(seconds);
            if meant {
                times.push(Timestamp::from_second(latest).unwrap_or(self.store.now));
            }
        }
        Ok(times)
    }
}
