//! Statements in the ledger that are no events of promotions: approvals of changes of `promote.yaml`, and disputes.

use jiff::Timestamp;

use super::reader::Reader;
use crate::engine::OpError;
use promote_core::policy::verify::{Dispute, FindingCode, LedgerCommit, PolicyConsent, RecordedConsent, VerifyFinding};

impl Reader<'_> {
    /// Checks statements that the time of an event is wrong.
    pub(super) fn disputes(&mut self, facts: &LedgerCommit<'_>) -> Result<(), OpError> {
        let root = self.history.chain.root.map(|root| root.to_string());
        let statements = facts.files.iter().filter(|f| f.path.starts_with("disputes/") && f.path.ends_with(".json"));
        for file in statements {
            let dispute = file.content.as_deref().and_then(Dispute::read);
            let ours = dispute.filter(|dispute| {
                dispute.by.is(&facts.author)
                    && Some(&dispute.ledger) == root.as_ref()
                    && dispute.at.as_second() == facts.seconds
                    && file.path.starts_with(&format!("disputes/{}/", dispute.event))
                    && self.history.contains(dispute.event)
            });
            let (code, message) = match ours {
                None => (FindingCode::Evidence, "a dispute does not match its author, its time or this ledger"),
                Some(dispute) => {
                    let seconds = self.store.repo.read_commit(dispute.event)?.committer.seconds;
                    if Timestamp::from_second(seconds).is_ok_and(|at| dispute.is_true(at)) {
                        continue;
                    }
                    (FindingCode::Clock, "an event is disputed whose time was not ahead")
                }
            };
            self.history.findings.push(VerifyFinding::new(code, facts.id, message).by(&facts.author));
        }
        Ok(())
    }

    /// Reads approvals of changes of `promote.yaml`.
    pub(super) fn consents(&mut self, facts: &LedgerCommit<'_>) -> Result<(), OpError> {
        let root = self.history.chain.root.map(|root| root.to_string());
        let ledger = self.store.ledger()?;
        for file in facts.files.iter().filter(|file| file.path.starts_with("policy/")) {
            let Some(name) = file.path.strip_suffix(".json") else { continue };
            let bytes = file.content.as_deref().unwrap_or_default();
            match serde_json::from_slice::<PolicyConsent>(bytes) {
                Ok(consent) if consent.by.is(&facts.author) && Some(&consent.ledger) == root.as_ref() => {
                    let signature = facts.files.iter().find(|f| f.path.strip_suffix(".sig") == Some(name));
                    let signature = signature.and_then(|file| file.content.as_deref());
                    let seal = signature.map(|signature| ledger.check_signature(bytes, signature));
                    let came = self.history.chain.time.map_or(consent.at, |time| time.max(consent.at));
                    self.history.consents.push(RecordedConsent { consent, signature: seal, ledger_time: came });
                }
                _ => {
                    let message = "an approval of promote.yaml does not match its author or this ledger";
                    self.history
                        .findings
                        .push(VerifyFinding::new(FindingCode::Evidence, facts.id, message).by(&facts.author));
                }
            }
        }
        Ok(())
    }
}
