//! Approvals of changes to `promote.yaml` in the ledger: `policy/BLOB/N.json`, one statement per commit, with `N.sig`
//! if it is signed.

use super::tree::Ledger;
use crate::store::{StoreError, commits};
use promote_core::policy::gate::StatementSignature;
use promote_core::policy::verify::{PolicyConsent, RecordedConsent};
use promote_core::promotion::Person;
use promote_core::promotion::message::CommitMessage;
use promote_git::{Batch, Signature, Signer, trailers};
use promote_model::ObjectId;

/// The version of the statement.
const STATEMENT: u32 = 1;
/// The folder in the ledger's tree.
const FOLDER: &str = "policy";
/// The trailer that names the two blobs.
const CHANGE: &str = "Policy-Change";

/// The two files of a consent.
struct StoredConsent {
    number: usize,
    statement: Vec<u8>,
    signature: Option<Vec<u8>>,
}

impl Ledger<'_> {
    /// A new statement about a change of `promote.yaml`.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn statement_on_policy(
        &self,
        (since, old): (ObjectId, ObjectId),
        new: ObjectId,
        by: &Person,
    ) -> Result<PolicyConsent, StoreError> {
        let (by, decision, at) = (by.clone(), "approve-policy".to_owned(), self.store.now);
        Ok(PolicyConsent { version: STATEMENT, ledger: self.root()?, since, old, new, decision, by, at })
    }

    /// The id of the ledger's first commit; empty if the ledger does not exist yet.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn root(&self) -> Result<String, StoreError> {
        let entry = self.tree.map(|tree| self.store.repo.find_path(tree, b"root")).transpose()?.flatten();
        let text = entry.map(|entry| self.store.repo.read_blob(entry.oid)).transpose()?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// The consents to a `promote.yaml`, with their evidence.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn consents(&self, new: ObjectId) -> Result<Vec<RecordedConsent>, StoreError> {
        let place = format!("{FOLDER}/{new}");
        let mut found = Vec::new();
        for StoredConsent { number, statement, signature } in self.stored_consents(&place)? {
            let consent: PolicyConsent = serde_json::from_slice(&statement).map_err(|error| StoreError::Ledger {
                ledger: self.store.policy.ledger.clone(),
                place: format!("{place}/{number}.json"),
                reason: error.to_string(),
            })?;
            let seal = signature.map(|signature| self.check_signature(&statement, &signature));
            let came = consent.at;
            found.push((number, RecordedConsent { consent, signature: seal, ledger_time: came }));
        }
        let old_key = |agreed: &RecordedConsent| matches!(&agreed.signature, Some(StatementSignature::By(key)) if self.has_expired(key));
        if found.iter().any(|(_, agreed)| old_key(agreed)) {
            let new = new.to_string();
            let ours = |text: &str| {
                let about = trailers::parse(text);
                let change = trailers::single(&about, CHANGE).and_then(|change| change.split_once(' '));
                change.is_some_and(|(_, to)| to == new)
            };
            let times = self.times(ours)?;
            for (number, agreed) in &mut found {
                // If the ledger does not tell the time of arrival, assume that it is now.
                agreed.ledger_time =
                    number.checked_sub(1).and_then(|at| times.get(at)).copied().unwrap_or(self.store.now);
            }
        }
        Ok(found.into_iter().map(|(_, agreed)| agreed).collect())
    }

    /// All consents in the ledger.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn all_consents(&self) -> Result<Vec<RecordedConsent>, StoreError> {
        let mut found = Vec::new();
        for entry in self.entries(FOLDER)? {
            if let Ok(new) = String::from_utf8_lossy(&entry.name).parse() {
                found.extend(self.consents(new)?);
            }
        }
        Ok(found)
    }

    /// The statements in a folder with their numbers and signatures.
    fn stored_consents(&self, place: &str) -> Result<Vec<StoredConsent>, StoreError> {
        let entries = self.entries(place)?;
        let mut found = Vec::new();
        for entry in &entries {
            let name = String::from_utf8_lossy(&entry.name);
            let number = name.strip_suffix(".json").and_then(|number| number.parse::<usize>().ok());
            let Some(number) = number else { continue };
            let signature_name = format!("{number}.sig");
            let signature = entries.iter().find(|other| other.name == signature_name.as_bytes());
            let read = |oid| self.store.repo.read_blob(oid);
            let signature = signature.map(|other| read(other.oid)).transpose()?;
            found.push(StoredConsent { number, statement: read(entry.oid)?, signature });
        }
        Ok(found)
    }

    /// Adds to `batch` the commit that records a consent, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// If objects cannot be created.
    pub(crate) fn consent(
        &self,
        batch: &mut Batch<'_>,
        consent: &PolicyConsent,
        by: &Signature,
        signer: Option<&Signer>,
    ) -> Result<ObjectId, StoreError> {
        let (tip, mut files) = self.begin(batch, (by, by))?;
        // If this consent starts the ledger, the id of its first commit is known only now.
        let consent = match self.tip {
            Some(_) => consent.clone(),
            None => PolicyConsent { ledger: tip.to_string(), ..consent.clone() },
        };
        let folder = format!("{FOLDER}/{}", consent.new);
        self.put_statement(batch, &mut files, &folder, &consent.write(), signer)?;
        self.put_tips(batch, &mut files)?;
        let tree = batch.splice(self.tree_of(tip), &files)?;
        let trailers =
            vec![(CHANGE, format!("{} {}", consent.old, consent.new)), ("Approved-by", consent.by.to_string())];
        let title = "Approve a change of promote.yaml".to_owned();
        commits::commit(batch, tree, vec![tip], by, &CommitMessage { title, body: String::new(), trailers })
    }
}
