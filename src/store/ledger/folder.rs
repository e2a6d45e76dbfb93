//! The folder of one promotion in the ledger's tree, parsed strictly.

use crate::store::StoreError;
use promote_core::promotion::state::fold;
use promote_core::promotion::stored::StoredError;
use promote_core::promotion::{Digest, Event, PromotionState};
use promote_git::{Repo, TreeObject};

/// An opened promotion folder.
pub(super) struct PromotionFolder<'l> {
    pub(crate) repo: &'l Repo,
    pub(crate) ledger: &'l str,
    pub(crate) path: &'l str,
    pub(crate) files: TreeObject<'l>,
}

impl PromotionFolder<'_> {
    fn malformed(&self, name: &str, reason: String) -> StoreError {
        let place = format!("{}/{name}", self.path);
        StoreError::Ledger { ledger: self.ledger.to_owned(), place, reason }
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let entry = self.files.get(name.as_bytes()).ok_or_else(|| self.malformed(name, "it is missing".to_owned()))?;
        Ok(self.repo.read_blob(entry.oid)?)
    }

    /// Parses `promotion.json`.
    pub(crate) fn promotion<T>(&self, parse: impl FnOnce(&[u8]) -> Result<T, StoredError>) -> Result<T, StoreError> {
        const NAME: &str = "promotion.json";
        parse(&self.read(NAME)?).map_err(|error| self.malformed(NAME, error.to_string()))
    }

    /// Whether the text of the events names a proposal; a reason that quotes the word does so, too.
    pub(crate) fn may_be_proposed(&self) -> Result<bool, StoreError> {
        Ok(String::from_utf8_lossy(&self.read("events.jsonl")?).contains(r#""proposed""#))
    }

    /// The events and the state after them; their last plan digest must be `digest`.
    pub(crate) fn events(&self, digest: &Digest) -> Result<(Vec<Event>, PromotionState), StoreError> {
        const NAME: &str = "events.jsonl";
        let malformed = |reason: String| self.malformed(NAME, reason);
        let text = String::from_utf8(self.read(NAME)?).map_err(|e| malformed(e.to_string()))?;
        let parse = |(number, line)| {
            serde_json::from_str(line).map_err(|e: serde_json::Error| malformed(format!("line {}: {e}", number + 1)))
        };
        let events: Vec<Event> = text.lines().enumerate().map(parse).collect::<Result<_, _>>()?;
        let state = fold(&events).map_err(|e| malformed(e.to_string()))?;
        if *digest != state.digest {
            return Err(malformed("the last event names another plan digest".to_owned()));
        }
        Ok((events, state))
    }
}
