//! The holds that were read before, by their folders in the ledger. A folder with an id never changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use promote_core::promotion::Hold;
use promote_model::ObjectId;

/// The holds that were read before.
#[derive(Clone, Default)]
pub(super) struct KnownHolds(Arc<Mutex<Known>>);

/// Their content.
#[derive(Default)]
pub(super) struct Known {
    /// The holds in the folder of all holds that was read last.
    pub(super) all: Option<(ObjectId, Arc<[Arc<Hold>]>)>,
    /// Each hold, by its number and its folder.
    pub(super) each: HashMap<(u32, ObjectId), Arc<Hold>>,
}

impl KnownHolds {
    /// The content, for one reader at a time.
    pub(super) fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
