//! Trees that are kept in memory, for commands that compare many environments with each other.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use promote_model::ObjectId;

/// The most bytes of trees that are kept.
const MOST: usize = 64 << 20;

/// Trees that were read before.
#[derive(Debug, Default)]
pub(super) struct KeptTrees(RwLock<Kept>);

#[derive(Debug, Default)]
struct Kept {
    trees: HashMap<ObjectId, Arc<[u8]>>,
    /// The number of their bytes.
    size: usize,
}

impl KeptTrees {
    /// A tree that was read before.
    pub(super) fn get(&self, id: ObjectId) -> Option<Arc<[u8]>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).trees.get(&id).cloned()
    }

    /// Keeps a tree, while there is room.
    pub(super) fn keep(&self, id: ObjectId, bytes: &[u8]) {
        let Kept { trees, size } = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner);
        if *size + bytes.len() <= MOST && trees.insert(id, Arc::from(bytes)).is_none() {
            *size += bytes.len();
        }
    }
}
