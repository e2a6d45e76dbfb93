//! The event that a commit of the ledger adds, for those who follow the ledger.

use super::tree::Ledger;
use crate::store::StoreError;
use promote_core::promotion::{Event, Hold, HoldEvent, Promotion, ledger_path, stored};
use promote_git::{Commit, EntryMode};

const EVENTS: &str = "events.jsonl";

/// The event that a commit adds.
#[derive(Debug)]
pub(crate) enum Added {
    /// An event of a promotion, with the promotion as it is then.
    Promotion(Box<Promotion>, Box<Event>),
    /// An event of a hold, with the hold as it is then.
    Hold(Box<Hold>, Box<HoldEvent>),
    /// A decision about the ledger or the rules.
    Decision,
}

impl Ledger<'_> {
    /// The event that a commit adds.
    ///
    /// # Errors
    /// If the commit or its files cannot be read.
    pub(crate) fn added(&self, commit: &Commit) -> Result<Added, StoreError> {
        let repo = &self.store.repo;
        let parent = commit.parents.first().map(|parent| repo.read_commit(*parent)).transpose()?;
        for change in repo.diff_trees(parent.map(|parent| parent.tree), Some(commit.tree))? {
            let (path, Some((EntryMode::File(_), blob))) = (String::from_utf8_lossy(&change.path), change.new) else {
                continue;
            };
            if let Some(number) = ledger_path::hold_of(&path) {
                let (hold, event) = self.hold_with_last_event(number, &repo.read_blob(blob)?)?;
                return Ok(Added::Hold(Box::new(hold), Box::new(event)));
            }
            let Some((_, folder, EVENTS)) = ledger_path::of_path(&path) else { continue };
            let malformed = |name: &str, reason: String| StoreError::Ledger {
                ledger: self.store.policy.ledger.clone(),
                place: format!("{folder}/{name}"),
                reason,
            };
            let text = repo.read_blob(blob)?;
            let last = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            let event = serde_json::from_slice(last).map_err(|error| malformed(EVENTS, error.to_string()))?;
            const PROMOTION: &str = "promotion.json";
            let found = repo.find_path(commit.tree, format!("{folder}/{PROMOTION}").as_bytes())?;
            let found = found.ok_or_else(|| malformed(PROMOTION, "it is missing".to_owned()))?;
            let promotion = stored::read(&repo.read_blob(found.oid)?);
            let promotion = promotion.map_err(|error| malformed(PROMOTION, error.to_string()))?;
            return Ok(Added::Promotion(Box::new(self.with_number(promotion)), Box::new(event)));
        }
        Ok(Added::Decision)
    }
}
