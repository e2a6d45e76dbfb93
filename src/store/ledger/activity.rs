//! What happened since a time: the promotions with an event since then, without their evidence. Only commits of that time are
//! read, and only the promotions that they name.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::read::read_each;
use super::tree::{FolderRef, Ledger};
use crate::store::StoreError;
use promote_core::promotion::{Event, Promotion, PromotionId, PromotionState, head, stored};
use promote_git::trailers;

/// A promotion and what happened to it.
#[derive(Debug, Clone)]
pub(crate) struct PromotionHistory {
    /// The request and the plan.
    pub(crate) promotion: Promotion,
    /// The events, oldest first.
    pub(crate) events: Vec<Event>,
    /// The state after all events.
    pub(crate) state: PromotionState,
}

impl Ledger<'_> {
    /// The promotions into an environment with an event at or after a time, oldest first; it may hold others.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn active_since(&self, since: Timestamp, target: &str) -> Result<Vec<PromotionHistory>, StoreError> {
        let histories = read_each(&self.folders_since(since)?, |folder| self.history_of(folder, Some(target)))?;
        Ok(histories.into_iter().flatten().collect())
    }

    /// The open promotions, oldest first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn open_histories(&self) -> Result<Vec<PromotionHistory>, StoreError> {
        let histories = read_each(&self.promotions_in("open")?, |folder| self.history_of(folder, None))?;
        Ok(histories.into_iter().flatten().collect())
    }

    /// A promotion; `None` if the ledger has no promotion with the id.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn history(&self, id: PromotionId) -> Result<Option<PromotionHistory>, StoreError> {
        let Some(folder) = self.folder_of_id(id)? else { return Ok(None) };
        self.history_of(&folder, None)
    }

    fn folders_since(&self, since: Timestamp) -> Result<Vec<(PromotionId, FolderRef)>, StoreError> {
        // A shallow clone lacks the commits.
        if self.store.ledger_is_cut {
            return Ok(self.promotions_in("open")?.into_iter().chain(self.closed_folders()?).collect());
        }
        let mut ids = BTreeSet::new();
        for commit in self.commits_since(since) {
            let found = trailers::parse(&commit?.message);
            ids.extend(trailers::single(&found, "Promotion-Id").and_then(PromotionId::read));
        }
        let mut folders = Vec::new();
        for id in ids {
            folders.extend(self.folder_of_id(id)?.map(|folder| (id, folder)));
        }
        Ok(folders)
    }

    /// The promotion in a folder; `None` if it is into another environment than the one that is asked for.
    fn history_of(&self, folder: &FolderRef, target: Option<&str>) -> Result<Option<PromotionHistory>, StoreError> {
        let folder = self.folder(folder)?;
        if let Some(target) = target
            && folder.promotion(head::read)?.target != target
        {
            return Ok(None);
        }
        let (promotion, digest) = folder.promotion(stored::read_with_digest)?;
        let (events, state) = folder.events(&digest)?;
        Ok(Some(PromotionHistory { promotion: self.with_number(promotion), events, state }))
    }
}
