//! Disputes of events in the ledger: `disputes/EVENT/N.json`, one statement per commit, with `N.sig` if it is signed.

use std::collections::HashSet;

use jiff::Timestamp;

use super::tree::Ledger;
use crate::store::{StoreError, commits};
use promote_core::policy::verify::{ConsentStatus, Dispute, GivenConsent, dispute_status};
use promote_core::promotion::Person;
use promote_core::promotion::message::CommitMessage;
use promote_git::{Batch, Signature, Signer};
use promote_model::ObjectId;

/// The folder in the ledger's tree.
const FOLDER: &str = "disputes";
/// The trailer that names the event.
const TRAILER: &str = "Disputed-event";

impl Ledger<'_> {
    /// The statements about an event, with their signatures checked.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn disputes_of(&self, event: ObjectId) -> Result<Vec<(Dispute, GivenConsent)>, StoreError> {
        let place = format!("{FOLDER}/{event}");
        let entries = self.entries(&place)?;
        let mut found = Vec::new();
        for entry in &entries {
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            let Some(number) = name.strip_suffix(".json") else { continue };
            let bytes = self.store.repo.read_blob(entry.oid)?;
            let Some(dispute) = Dispute::read(&bytes).filter(|dispute| dispute.event == event) else {
                let (ledger, place) = (self.store.policy.ledger.clone(), format!("{place}/{name}"));
                return Err(StoreError::Ledger { ledger, place, reason: "it is not a dispute".to_owned() });
            };
            let sealed = format!("{number}.sig");
            let seal = entries.iter().find(|other| other.name == sealed.as_bytes());
            let seal = seal.map(|entry| self.store.repo.read_blob(entry.oid)).transpose()?;
            let signature = seal.map(|seal| self.check_signature(&bytes, &seal));
            let (by, at) = (dispute.by.clone(), dispute.at);
            found.push((dispute, GivenConsent { by, at, signature, ledger_time: at }));
        }
        Ok(found)
    }

    /// Who disputed an event, and what is missing by the policy in force.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn dispute_status(&self, event: ObjectId) -> Result<ConsentStatus, StoreError> {
        let given = self.disputes_of(event)?.into_iter().map(|(_, given)| given).collect();
        let author = self.store.repo.read_commit(event)?.author;
        let author = Person { name: author.name, email: author.email };
        Ok(dispute_status(&self.store.policy, (event, &author), given))
    }

    /// The events whose time does not count: they are disputed by as many people as the policy in force asks for.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn disputed(&self) -> Result<HashSet<ObjectId>, StoreError> {
        let mut disputed = HashSet::new();
        for entry in self.entries(FOLDER)? {
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
        let Some(tip) = self.tip.filter(|_| self.entries(FOLDER).is_ok_and(|entries| !entries.is_empty())) else {
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
            if !disputed.contains(&commit.id) && !commit.message.contains(TRAILER) {
                return Ok(Timestamp::from_second(commit.committer.seconds).ok());
            }
        }
        Ok(Some(Timestamp::MIN))
    }

    /// A new statement about an event.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn statement_on_event(&self, event: ObjectId, reason: &str, by: &Person) -> Result<Dispute, StoreError> {
        let (ledger, at) = (self.root()?, self.store.clock);
        Ok(Dispute::new(ledger, event, reason.to_owned(), self.store.policy_commit, by.clone(), at))
    }

    /// Adds to `batch` the commit that records a dispute, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// If objects cannot be created.
    pub(crate) fn dispute(
        &self,
        batch: &mut Batch<'_>,
        dispute: &Dispute,
        by: &Signature,
        signer: Option<&Signer>,
    ) -> Result<ObjectId, StoreError> {
        let (tip, mut files) = self.begin(batch, by)?;
        let folder = format!("{FOLDER}/{}", dispute.event);
        self.put_statement(batch, &mut files, &folder, &dispute.write(), signer)?;
        self.put_tips(batch, &mut files)?;
        let tree = batch.splice(self.tree_of(tip), &files)?;
        let (title, body) = (format!("Dispute event {}", dispute.event.short()), dispute.reason.clone());
        let trailers = vec![(TRAILER, dispute.event.to_string()), ("Disputed-by", dispute.by.to_string())];
        commits::commit(batch, tree, vec![tip], by, &CommitMessage { title, body, trailers })
    }
}
