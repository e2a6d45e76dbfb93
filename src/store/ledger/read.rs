//! Reading promotions from the ledger.

use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use super::evidence::SignatureScope;
use super::folder::PromotionFolder;
use super::tree::{FolderRef, Ledger};
use crate::store::StoreError;
use promote_core::policy::Policy;
use promote_core::policy::gate::{Evidence, GateInput};
use promote_core::promotion::{
    Event, Hold, Promotion, PromotionHead, PromotionId, PromotionState, head, ledger_path, stored,
};
use promote_git::EntryMode;

/// Fewer promotions than this are read in one thread.
const MIN_PARALLEL: usize = 32;

/// A promotion as recorded in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct LedgerEntry {
    /// The request and the plan.
    pub(crate) promotion: Promotion,
    /// The events, oldest first.
    pub(crate) events: Vec<Event>,
    /// The state after all events.
    pub(crate) state: PromotionState,
    /// The evidence of approvals and attestations.
    pub(crate) evidence: Evidence,
    /// All holds of the ledger, as it was then.
    pub(crate) holds: Arc<[Arc<Hold>]>,
}

/// A closed promotion without its plan.
#[derive(Debug, Clone)]
pub(crate) struct ClosedPromotion {
    /// The promotion without its plan.
    pub(crate) head: PromotionHead,
    /// The final state.
    pub(crate) state: PromotionState,
    folder: FolderRef,
}

impl Ledger<'_> {
    /// The promotion in a folder of the ledger's tree.
    ///
    /// # Errors
    /// If the folder is missing or cannot be read.
    pub(crate) fn at(&self, folder: &str) -> Result<LedgerEntry, StoreError> {
        let missing = || StoreError::Ledger {
            ledger: self.store.policy.ledger.clone(),
            place: folder.to_owned(),
            reason: "it is missing".to_owned(),
        };
        let root = self.tree.ok_or_else(missing)?;
        let entry = self.store.repo.find_path(root, folder.as_bytes())?.filter(|e| e.mode == EntryMode::Tree);
        self.load(&FolderRef { path: folder.to_owned(), tree: entry.ok_or_else(missing)?.oid })
    }

    /// The open promotions, oldest first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn open(&self) -> Result<Vec<LedgerEntry>, StoreError> {
        self.load_all(&self.promotions_in("open")?)
    }

    /// The open promotions that were proposed on a branch, oldest first. Only their events are read of the others.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn proposed(&self) -> Result<Vec<LedgerEntry>, StoreError> {
        let mut proposed = Vec::new();
        for (_, folder) in self.promotions_in("open")? {
            if self.folder(&folder)?.may_be_proposed()? {
                proposed.push(self.load_with(&folder, SignatureScope::Deciding)?);
            }
        }
        proposed.retain(|entry| entry.state.proposed.is_some());
        Ok(proposed)
    }

    /// The newest promotions before one, open or closed, newest first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn newest(&self, before: Option<PromotionId>, most: usize) -> Result<Vec<LedgerEntry>, StoreError> {
        let is_asked = |(id, _): &(PromotionId, FolderRef)| before.is_none_or(|before| *id < before);
        // An id begins with the time of creation.
        let order = |(id, _): &(PromotionId, FolderRef)| std::cmp::Reverse(*id);
        let mut folders: Vec<(PromotionId, FolderRef)> =
            self.promotions_in("open")?.into_iter().filter(is_asked).collect();
        for month in self.closed_months()?.iter().rev() {
            folders.sort_by_key(order);
            folders.truncate(most);
            // The time of the ledger is never before that of an id, so a month has no ids of later months.
            if folders.len() == most && folders.last().is_some_and(|(id, _)| is_behind(*id, month)) {
                break;
            }
            folders.extend(self.promotions_of(month)?.into_iter().filter(is_asked));
        }
        folders.sort_by_key(order);
        folders.truncate(most);
        self.load_all(&folders)
    }

    /// A closed promotion without its plan; `None` if the promotion is not closed.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn ended(&self, id: PromotionId) -> Result<Option<ClosedPromotion>, StoreError> {
        let Some(folder) = self.folder_of_id(id)?.filter(|folder| folder.path.starts_with("closed/")) else {
            return Ok(None);
        };
        let opened = self.folder(&folder)?;
        let head = opened.promotion(head::read)?;
        let (_, state) = opened.events(&head.digest)?;
        Ok(Some(ClosedPromotion { head, state, folder: folder.clone() }))
    }

    /// A closed promotion with its plan.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn whole(&self, closed: &ClosedPromotion) -> Result<LedgerEntry, StoreError> {
        self.load(&closed.folder)
    }

    pub(super) fn load_all(&self, folders: &[(PromotionId, FolderRef)]) -> Result<Vec<LedgerEntry>, StoreError> {
        read_each(folders, |folder| self.load_with(folder, SignatureScope::Deciding))
    }

    pub(super) fn load(&self, folder: &FolderRef) -> Result<LedgerEntry, StoreError> {
        self.load_with(folder, SignatureScope::All)
    }

    fn load_with(&self, folder: &FolderRef, scope: SignatureScope) -> Result<LedgerEntry, StoreError> {
        let folder = self.folder(folder)?;
        let (promotion, digest) = folder.promotion(stored::read_with_digest)?;
        let (events, state) = folder.events(&digest)?;
        let evidence = self.evidence(&folder, (&promotion, &events, &state), scope)?;
        Ok(LedgerEntry { promotion: self.with_number(promotion), events, state, evidence, holds: self.holds()? })
    }

    pub(super) fn folder<'l>(&'l self, folder: &'l FolderRef) -> Result<PromotionFolder<'l>, StoreError> {
        let repo = &self.store.repo;
        let (ledger, path) = (&self.store.policy.ledger, &folder.path);
        Ok(PromotionFolder { repo, ledger, path, files: repo.tree(folder.tree)? })
    }
}

/// Whether an id is of a later month than that of a folder.
fn is_behind(id: PromotionId, month: &str) -> bool {
    ledger_path::closed_by_time(id).is_some_and(|[path, _]| !path.starts_with(month) && *path > *month)
}

/// Reads each folder, in parallel if there are many.
pub(super) fn read_each<T: Send>(
    folders: &[(PromotionId, FolderRef)],
    read: impl Fn(&FolderRef) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    if folders.len() < MIN_PARALLEL {
        return folders.iter().map(|(_, folder)| read(folder)).collect();
    }
    folders.par_iter().map(|(_, folder)| read(folder)).collect()
}

impl ClosedPromotion {
    /// Whether it is on this edge of the pipeline.
    pub(crate) fn is_on(&self, source: &str, target: &str) -> bool {
        self.head.source == source && self.head.target == target
    }

    /// Whether it was executed, and not rolled back since.
    pub(crate) fn is_in_force(&self) -> bool {
        self.state.executed.is_some() && !self.state.rolled_back
    }
}

impl LedgerEntry {
    /// The input of the gate for executing the promotion under a policy at a time, without an actor.
    pub(crate) fn question<'a>(&'a self, policy: &'a Policy, now: Timestamp) -> GateInput<'a> {
        let (promotion, state, evidence) = (&self.promotion, &self.state, &self.evidence);
        let (authors, since, holds) = (&state.authors, state.since, &*self.holds);
        let (clock, by, overriding) = (None, None, None);
        GateInput { policy, promotion, state, authors, since, evidence, holds, now, clock, by, overriding }
    }
}
