//! Statements in the ledger that are no events of promotions: approvals of changes of `promote.yaml`, and decisions about
//! the ledger itself.

use jiff::Timestamp;

use super::reader::Reader;
use crate::engine::OpError;
use promote_core::policy::verify::{
    DISPUTES, FindingCode, LedgerCommit, LedgerDecision, LedgerStatement, MOVES, PolicyConsent, PolicyMove,
    RecordedConsent, UPGRADES, VerifyFinding,
};
use promote_model::text::visible;

/// The problem of a statement that was not written for its place.
const NOT_THEIRS: &str = "a decision about the ledger does not match its author, its time, its place or this ledger";

impl Reader<'_> {
    /// Checks statements about the ledger itself.
    pub(super) fn decisions(&mut self, facts: &LedgerCommit<'_>) -> Result<(), OpError> {
        let root = self.history.chain.root.map(|root| root.to_string());
        let folders = [DISPUTES, MOVES, UPGRADES];
        let statements = facts.files.iter().filter(|file| {
            file.path.ends_with(".json") && folders.iter().any(|folder| file.path.split('/').next() == Some(folder))
        });
        for file in statements {
            let statement = file.content.as_deref().and_then(LedgerStatement::read);
            let ours = statement.filter(|statement| {
                statement.by.is(&facts.author)
                    && Some(&statement.ledger) == root.as_ref()
                    && statement.at.as_second() == facts.seconds
            });
            let problem = match ours {
                None => Some((FindingCode::Evidence, NOT_THEIRS.to_owned())),
                Some(statement) => self.decision_problem(&file.path, &statement)?,
            };
            let finding = |(code, message)| VerifyFinding::new(code, facts.id, message).by(&facts.author);
            self.history.findings.extend(problem.map(finding));
        }
        Ok(())
    }

    /// What is wrong with a statement about the ledger: the finding's code and message.
    fn decision_problem(
        &self,
        path: &str,
        statement: &LedgerStatement,
    ) -> Result<Option<(FindingCode, String)>, OpError> {
        let elsewhere = Some((FindingCode::Evidence, NOT_THEIRS.to_owned()));
        match &statement.decision {
            LedgerDecision::Dispute { event } => {
                if !path.starts_with(&format!("{DISPUTES}/{event}/")) || !self.history.contains(*event) {
                    return Ok(elsewhere);
                }
                let seconds = self.store.repo.read_commit(*event)?.committer.seconds;
                let ahead = Timestamp::from_second(seconds).is_ok_and(|at| statement.was_ahead(at));
                let message = "an event is disputed whose time was not ahead".to_owned();
                Ok((!ahead).then_some((FindingCode::Clock, message)))
            }
            LedgerDecision::Upgrade { version, after } => {
                let fits = path.starts_with(&format!("{UPGRADES}/{version}/")) && self.history.contains(*after);
                Ok(elsewhere.filter(|_| !fits))
            }
            LedgerDecision::MovePolicy(PolicyMove { from, to, commit, .. }) => {
                if !path.starts_with(&format!("{MOVES}/")) {
                    return Ok(elsewhere);
                }
                let known = self.store.policy_line.segments.iter().any(|segment| segment.branch == *from);
                let same =
                    self.policies.blob(self.store, *commit)? == self.policies.blob(self.store, statement.policy)?;
                let message =
                    format!("the move of the policy branch from {} to {} does not", visible(from), visible(to));
                let message = match (known, same, self.rules_now(statement)?) {
                    (false, ..) => format!("{message} begin at a branch that ruled"),
                    (_, false, _) => format!("{message} keep promote.yaml as it was"),
                    (.., false) => format!("{message} name the promote.yaml that ruled then"),
                    (true, true, true) => return Ok(None),
                };
                Ok(Some((FindingCode::PolicyCommit, message)))
            }
        }
    }

    /// Whether the policy that a statement names is on the policy line, and not older than the one that the last event named.
    fn rules_now(&self, statement: &LedgerStatement) -> Result<bool, OpError> {
        let named = self.policies.version_named(self.store, (statement.policy, None), self.policy)?;
        Ok(named.is_some_and(|version| self.policy.is_none_or(|last| version >= last)))
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
