//! Holds in the ledger: `holds/NUMBER/events.jsonl`.

use std::sync::Arc;

use super::tree::Ledger;
use crate::store::{StoreError, commits};
use promote_core::promotion::hold::fold_hold;
use promote_core::promotion::ledger_path::{self, HOLD_NUMBER, HOLDS};
use promote_core::promotion::{Hold, HoldEvent, HoldKind, message};
use promote_git::{Batch, Signature, TreeEntry};
use promote_model::{FileMode, ObjectId};

/// An event to append to a hold.
pub(crate) struct AppendHold<'a> {
    /// The number of the hold.
    pub(crate) number: u32,
    /// The event.
    pub(crate) event: &'a HoldEvent,
    /// The author of the ledger commit.
    pub(crate) by: &'a Signature,
    /// Its committer.
    pub(crate) committer: &'a Signature,
}

impl Ledger<'_> {
    /// All holds, also those that are over, in the order of their numbers.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn holds(&self) -> Result<Arc<[Arc<Hold>]>, StoreError> {
        let folder = self.tree.map(|tree| self.store.repo.find_path(tree, HOLDS.as_bytes())).transpose()?.flatten();
        let Some(folder) = folder.map(|entry| entry.oid) else { return Ok(Arc::default()) };
        let mut known = self.store.holds.lock();
        if let Some((_, holds)) = known.all.as_ref().filter(|(of, _)| *of == folder) {
            return Ok(holds.clone());
        }
        let mut holds = Vec::new();
        for TreeEntry { name, oid, .. } in self.store.repo.read_tree(folder)? {
            let Ok(number) = String::from_utf8_lossy(&name).parse::<u32>() else { continue };
            let hold = match known.each.get(&(number, oid)) {
                Some(hold) => hold.clone(),
                None => Arc::new(self.read_hold(number, oid)?),
            };
            known.each.insert((number, oid), hold.clone());
            holds.push(hold);
        }
        holds.sort_by_key(|hold| hold.number);
        let holds: Arc<[Arc<Hold>]> = holds.into();
        known.all = Some((folder, holds.clone()));
        Ok(holds)
    }

    /// The hold in a folder.
    fn read_hold(&self, number: u32, folder: ObjectId) -> Result<Hold, StoreError> {
        match self.store.repo.find_path(folder, b"events.jsonl")? {
            Some(entry) => self.folded(number, &self.store.repo.read_blob(entry.oid)?),
            None => self.folded(number, b""),
        }
    }

    /// Adds to `batch` the commit that appends an event to a hold, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// If the event is not legal after the earlier ones, or objects cannot be created.
    pub(crate) fn append_hold(&self, batch: &mut Batch<'_>, append: &AppendHold<'_>) -> Result<ObjectId, StoreError> {
        let AppendHold { number, event, by, committer } = *append;
        let (tip, mut files) = self.begin(batch, (by, committer))?;
        let path = ledger_path::hold(number);
        let known = self.tree.map(|tree| self.store.repo.find_path(tree, path.as_bytes())).transpose()?.flatten();
        let earlier = known.map(|entry| self.store.repo.read_blob(entry.oid)).transpose()?.unwrap_or_default();
        let lines = [earlier, serde_json::to_vec(event).unwrap_or_default(), b"\n".to_vec()].concat();
        let hold = self.folded(number, &lines)?;
        let mut put = |name: String, id: ObjectId| {
            files.insert(name.into_bytes(), Some((FileMode::Regular, id)));
        };
        put(path, batch.blob(&lines)?);
        if matches!(event.what, HoldKind::HoldSet { .. }) {
            put(ledger_path::number(number), batch.blob(HOLD_NUMBER.as_bytes())?);
        }
        self.put_tips(batch, &mut files)?;
        let tree = batch.splice(self.tree_of(tip), &files)?;
        commits::commit_as(batch, tree, vec![tip], (by, committer), &message::hold(&hold, event))
    }

    /// The hold with these lines of events.
    fn folded(&self, number: u32, lines: &[u8]) -> Result<Hold, StoreError> {
        self.parsed(number, lines).map(|(hold, _)| hold)
    }

    /// The hold with these lines of events, and the last event.
    ///
    /// # Errors
    /// If they are not those of a hold.
    pub(super) fn hold_with_last_event(&self, number: u32, lines: &[u8]) -> Result<(Hold, HoldEvent), StoreError> {
        let (hold, mut events) = self.parsed(number, lines)?;
        let last = events.pop().ok_or_else(|| self.malformed(number, "it is empty".to_owned()))?;
        Ok((hold, last))
    }

    fn malformed(&self, number: u32, reason: String) -> StoreError {
        StoreError::Ledger { ledger: self.store.policy.ledger.clone(), place: ledger_path::hold(number), reason }
    }

    fn parsed(&self, number: u32, lines: &[u8]) -> Result<(Hold, Vec<HoldEvent>), StoreError> {
        let malformed = |error: &dyn ToString| self.malformed(number, error.to_string());
        let text = std::str::from_utf8(lines).map_err(|error| malformed(&error))?;
        let events: Result<Vec<HoldEvent>, _> = text.lines().map(serde_json::from_str).collect();
        let events = events.map_err(|error| malformed(&error))?;
        Ok((fold_hold(number, &events).map_err(|error| malformed(&error))?, events))
    }
}
