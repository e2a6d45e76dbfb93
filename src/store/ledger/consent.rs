//! Consent to changes of `promote.yaml`, in the ledger: `policy/BLOB/N.json`, one statement a commit.

use jiff::Timestamp;

use super::{Ledger, VERSION};
use crate::git::{Batch, EntryMode, Signature};
use crate::model::{FileMode, ObjectId};
use crate::policy::verify::Consent;
use crate::promotion::Person;
use crate::promotion::message::Message;
use crate::store::{StoreError, commits};

const FOLDER: &str = "policy";

impl Ledger<'_> {
    /// What somebody states about a change of `promote.yaml`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn statement_on_policy(
        &self,
        old: ObjectId,
        new: ObjectId,
        by: &Person,
        at: Timestamp,
    ) -> Result<Consent, StoreError> {
        let (by, decision) = (by.clone(), "approve-policy".to_owned());
        Ok(Consent { version: VERSION, ledger: self.root()?, old, new, decision, by, at })
    }

    /// The id of the ledger's first commit; empty where it was not begun.
    pub(super) fn root(&self) -> Result<String, StoreError> {
        let entry = self.tree.map(|tree| self.store.repo.find_path(tree, b"root")).transpose()?.flatten();
        let text = entry.map(|entry| self.store.repo.read_blob(entry.oid)).transpose()?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// Who has agreed to that `promote.yaml`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn consents(&self, new: ObjectId) -> Result<Vec<Consent>, StoreError> {
        let place = format!("{FOLDER}/{new}");
        let mut found = Vec::new();
        for entry in self.entries(&place)?.into_iter().filter(|entry| entry.name.ends_with(b".json")) {
            let bytes = self.store.repo.read_blob(entry.oid)?;
            found.push(serde_json::from_slice(&bytes).map_err(|error| StoreError::Ledger {
                ledger: self.store.policy.ledger.clone(),
                place: format!("{place}/{}", String::from_utf8_lossy(&entry.name)),
                reason: error.to_string(),
            })?);
        }
        Ok(found)
    }

    /// Adds to `batch` the commit that records a consent, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// Where objects cannot be made.
    pub fn consent(&self, batch: &mut Batch<'_>, consent: &Consent, by: &Signature) -> Result<ObjectId, StoreError> {
        let (tip, mut files) = self.begin(batch, by)?;
        // Where the ledger begins with this, its first commit has an id only now.
        let consent = match self.tip {
            Some(_) => consent.clone(),
            None => Consent { ledger: tip.to_string(), ..consent.clone() },
        };
        let folder = format!("{FOLDER}/{}", consent.new);
        let written = self.entries(&folder)?.into_iter().filter(|entry| matches!(entry.mode, EntryMode::File(_)));
        let number = written.filter(|entry| entry.name.ends_with(b".json")).count() + 1;
        let text = serde_json::to_string_pretty(&consent).unwrap_or_default() + "\n";
        let blob = batch.blob(text.as_bytes())?;
        files.insert(format!("{folder}/{number}.json").into_bytes(), Some((FileMode::Regular, blob)));
        let tree = batch.splice(self.tree_of(tip), &files)?;
        let trailers = vec![
            ("Policy-Change", format!("{} {}", consent.old, consent.new)),
            ("Approved-by", consent.by.to_string()),
        ];
        let title = "Approve a change of promote.yaml".to_owned();
        commits::commit(batch, tree, vec![tip], by, &Message { title, body: String::new(), trailers })
    }
}
