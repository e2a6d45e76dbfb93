//! Who agreed to a decision about the ledger, and what disputes of events make of its time.

use std::collections::HashSet;

use jiff::Timestamp;

use super::statements::DISPUTED;
use super::stored_statement::StoredStatement;
use super::tree::Ledger;
use crate::store::StoreError;
use promote_core::policy::verify::{
    ConsentStatus, DISPUTES, LedgerDecision, LedgerStatement, UPGRADES, decision_status,
};
use promote_core::promotion::Person;
use promote_model::ObjectId;

impl Ledger<'_> {
    /// Who agreed to a decision, and what is missing, by the policy in force. The writer of a disputed event does not count.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn decision_status(&self, folder: &str, like: &LedgerStatement) -> Result<ConsentStatus, StoreError> {
        let (about, author) = match &like.decision {
            LedgerDecision::Dispute { event } => {
                let author = self.store.repo.read_commit(*event)?.author;
                (*event, Some(Person { name: author.name, email: author.email }))
            }
            LedgerDecision::MovePolicy(_) | LedgerDecision::Upgrade { .. } => (like.policy, None),
        };
        let given = self.like(folder, like)?.into_iter().map(|stored| stored.given(Timestamp::MIN)).collect();
        Ok(decision_status(&self.store.policy, (about, author.as_ref()), given))
    }

    /// The people who made the same decision under the same rules.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn stated_by(&self, folder: &str, like: &LedgerStatement) -> Result<Vec<Person>, StoreError> {
        Ok(self.like(folder, like)?.into_iter().map(|stored| stored.statement.by).collect())
    }

    /// The last ledger commit that a waiting upgrade to a version names.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn waiting_upgrade(&self, version: u32) -> Result<Option<ObjectId>, StoreError> {
        let statements = self.statements(&format!("{UPGRADES}/{version}"))?;
        Ok(statements.iter().find_map(|stored| match stored.statement.decision {
            LedgerDecision::Upgrade { after, .. } => Some(after),
            _ => None,
        }))
    }

    /// The statements in a folder that decide the same. A dispute is one whatever the rules were; other decisions are made
    /// under one `promote.yaml`.
    fn like(&self, folder: &str, like: &LedgerStatement) -> Result<Vec<StoredStatement>, StoreError> {
        let blob = self.store.policy_blob(like.policy)?;
        let mut found = Vec::new();
        for stored in self.statements(folder)? {
            let statement = &stored.statement;
            let same_rules = match like.decision {
                LedgerDecision::Dispute { .. } => true,
                _ => self.store.repo.exists(statement.policy)? && self.store.policy_blob(statement.policy)? == blob,
            };
            if statement.decision == like.decision && same_rules {
                found.push(stored);
            }
        }
        Ok(found)
    }

    /// Who disputed an event, and what is missing by the policy in force.
    fn dispute_status(&self, event: ObjectId) -> Result<ConsentStatus, StoreError> {
        let nobody = Person { name: String::new(), email: String::new() };
        let like = self.state(LedgerDecision::Dispute { event }, "", &nobody)?;
        self.decision_status(&format!("{DISPUTES}/{event}"), &like)
    }

    /// The events whose time does not count: they are disputed by as many people as the policy in force asks for.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn disputed(&self) -> Result<HashSet<ObjectId>, StoreError> {
        let mut disputed = HashSet::new();
        for entry in self.entries(DISPUTES)? {
            let Ok(event) = String::from_utf8_lossy(&entry.name).parse() else { continue };
            if self.store.repo.exists(event)? && self.dispute_status(event)?.is_met() {
                disputed.insert(event);
            }
        }
        Ok(disputed)
    }

    /// The ledger's time without disputed events, and without the disputes, which have the clocks of those who made them;
    /// `None` where there is no dispute.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(in crate::store) fn undisputed_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let Some(tip) = self.tip.filter(|_| self.entries(DISPUTES).is_ok_and(|entries| !entries.is_empty())) else {
            return Ok(None);
        };
        let disputed = self.disputed()?;
        for commit in self.store.repo.first_parents(tip) {
            let commit = commit?;
            // The first commit of a ledger is no event.
            if commit.parents.is_empty() {
                break;
            }
            // The times of undisputed events never decrease.
            if !disputed.contains(&commit.id) && !commit.message.contains(DISPUTED) {
                return Ok(Timestamp::from_second(commit.committer.seconds).ok());
            }
        }
        Ok(Some(Timestamp::MIN))
    }
}
