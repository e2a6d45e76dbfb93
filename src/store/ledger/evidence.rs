//! The evidence of approvals and attestations: statements and signatures in the ledger's tree.
//!
//! ```text
//! open/ID/approvals/N.json    the statement          N is the number of the event
//! open/ID/approvals/N.sig     a detached signature over exactly those bytes
//! open/ID/attestations/N.…    the same for attestations
//! ```
//!
//! Listing ten thousand promotions must not check twenty thousand signatures. Signatures of closed promotions are
//! checked only if the promotion is requested by id.

use jiff::Timestamp;

use super::folder::PromotionFolder;
use super::signature::check_signature;
use super::tree::Ledger;
use crate::store::StoreError;
use promote_core::policy::Environment;
use promote_core::policy::gate::{Evidence, NO_STATEMENT, StatementEvidence, StatementSignature, UNREADABLE_STATEMENT};
use promote_core::policy::signers::SigningKey;
use promote_core::promotion::{Event, Promotion, PromotionId, PromotionState, Statement, ledger_path};
use promote_git::trailers;
use promote_model::ObjectId;

/// Which signatures to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignatureScope {
    /// All signatures.
    All,
    /// Only signatures that the gate needs.
    Deciding,
}

/// The numbers of the events whose statements may still count.
fn statement_numbers(state: &PromotionState) -> Vec<usize> {
    let approvals = state.approvals.iter().map(|approval| approval.number);
    approvals.chain(state.attestations.iter().map(|attestation| attestation.number)).collect()
}

impl Ledger<'_> {
    /// The evidence of the approvals and attestations of a promotion.
    pub(super) fn evidence(
        &self,
        folder: &PromotionFolder<'_>,
        (promotion, events, state): (&Promotion, &[Event], &PromotionState),
        scope: SignatureScope,
    ) -> Result<Evidence, StoreError> {
        let mut evidence = Evidence::default();
        let decides = || {
            let environment = self.store.policy.environment(&promotion.target);
            let signed = |e: &Environment| e.approvals.signed || e.attestations.iter().any(|attest| attest.signed);
            state.status(1).is_open() && environment.is_some_and(signed)
        };
        let numbers = statement_numbers(state);
        if numbers.is_empty() {
            return Ok(evidence);
        }
        let check_signatures = scope == SignatureScope::All || decides();
        let read_statements = check_signatures || state.status(1).is_open();
        let subfolder =
            |name: &str| folder.files.get(name.as_bytes()).map(|entry| folder.repo.tree(entry.oid)).transpose();
        let (approvals, attestations) = (subfolder(ledger_path::APPROVALS)?, subfolder(ledger_path::ATTESTATIONS)?);
        for number in &numbers {
            let Some(event) = number.checked_sub(1).and_then(|at| events.get(at)) else { continue };
            let files = match ledger_path::statements(&event.what) {
                Some(ledger_path::APPROVALS) => approvals.as_ref(),
                Some(_) => attestations.as_ref(),
                None => continue,
            };
            let file =
                |end: &str| files.and_then(|files| files.get(format!("{number}.{end}").as_bytes())).map(|e| e.oid);
            let signature = match file("sig") {
                Some(_) if !check_signatures => Some(StatementSignature::Unread),
                None if !read_statements => continue,
                signature => signature.map(|oid| self.seal(file("json"), oid)).transpose()?,
            };
            let mut found = StatementEvidence { other: None, at: event.at, ledger: None, signature };
            if read_statements {
                self.compare(&mut found, promotion, event, file("json"))?;
            }
            evidence.insert(*number, found);
        }
        self.set_arrival_times(&mut evidence, promotion.id, &numbers)?;
        Ok(evidence)
    }

    /// The result of checking a signature over a statement.
    pub(crate) fn check_signature(&self, bytes: &[u8], signature: &[u8]) -> StatementSignature {
        check_signature(&self.store.repo, &self.store.signatures, bytes, signature)
    }

    /// The result of checking the signature of a statement.
    fn seal(&self, statement: Option<ObjectId>, signature: ObjectId) -> Result<StatementSignature, StoreError> {
        let repo = &self.store.repo;
        let bytes = statement.map(|oid| repo.read_blob(oid)).transpose()?.unwrap_or_default();
        Ok(self.check_signature(&bytes, &repo.read_blob(signature)?))
    }

    /// Compares a stored statement with its event.
    fn compare(
        &self,
        found: &mut StatementEvidence,
        promotion: &Promotion,
        event: &Event,
        statement: Option<ObjectId>,
    ) -> Result<(), StoreError> {
        let bytes = statement.map(|oid| self.store.repo.read_blob(oid)).transpose()?;
        let Some(statement) = bytes.as_deref().and_then(Statement::read) else {
            found.other = Some(if bytes.is_some() { UNREADABLE_STATEMENT } else { NO_STATEMENT });
            return Ok(());
        };
        let digest = event.what.digest().map(ToString::to_string).unwrap_or_default();
        let environment = self.store.policy.environment(&promotion.target);
        // The gate refuses a target that is not in promote.yaml.
        let target = environment.map_or_else(
            || statement.target_ref.clone(),
            |environment| format!("refs/heads/{}", self.store.branch_of(environment)),
        );
        let wanted = Statement::of(&self.root()?, promotion, &digest, target, event);
        found.other = statement.differs(&wanted);
        found.at = statement.at;
        Ok(())
    }

    /// Sets the times of arrival if a key has expired since. A promotion may be older than the key's expiry, so only
    /// the ledger as a whole tells when a statement arrived. A tree alone has no times; `verify`, which reads trees,
    /// keeps them itself.
    fn set_arrival_times(&self, evidence: &mut Evidence, id: PromotionId, numbers: &[usize]) -> Result<(), StoreError> {
        if self.tip.is_none() || !evidence.keys().any(|(_, key)| self.has_expired(key)) {
            return Ok(());
        }
        let id = id.to_string();
        // Search the text first: most commits belong to other promotions.
        let ours = |text: &str| {
            text.contains(&id) && trailers::single(&trailers::parse(text), "Promotion-Id") == Some(id.as_str())
        };
        let times = self.times(ours)?;
        for number in numbers {
            // If the ledger does not tell the time of arrival, assume that it is now.
            let time = number.checked_sub(1).and_then(|at| times.get(at)).copied();
            evidence.set_ledger_time(*number, time.unwrap_or(self.store.now));
        }
        Ok(())
    }

    /// Whether the validity of a key has ended, by itself or by the policy in force.
    pub(super) fn has_expired(&self, key: &SigningKey) -> bool {
        let lines = self.store.policy.signers.lines.iter().filter(|line| key.is(&line.key));
        key.expired.is_some() || lines.filter_map(|line| line.validity.before).any(|before| before < self.store.now)
    }

    /// The latest time in the ledger at each commit whose message matches, oldest first.
    pub(super) fn times(&self, matches: impl Fn(&str) -> bool) -> Result<Vec<Timestamp>, StoreError> {
        let mut commits = Vec::new();
        if let Some(tip) = self.tip {
            for commit in self.store.repo.first_parents(tip) {
                let commit = commit?;
                commits.push((commit.committer.seconds, matches(&commit.message)));
            }
        }
        let mut latest = i64::MIN;
        let mut times = Vec::new();
        for (seconds, matched) in commits.into_iter().rev() {
            latest = latest.max(seconds);
            if matched {
                times.push(Timestamp::from_second(latest).unwrap_or(self.store.now));
            }
        }
        Ok(times)
    }
}
