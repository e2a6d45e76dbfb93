//! A state of a file pair.

use std::sync::Arc;

use super::prints::FilePrints;

/// One side of a state.
#[derive(Debug, Clone)]
pub struct SideState {
    /// The environment's keys of the file.
    pub prints: Arc<FilePrints>,
}

/// The pair of files after a commit that touched either.
#[derive(Debug, Clone, Default)]
pub struct JointState {
    /// The source's file; `None` where it did not exist.
    pub source: Option<SideState>,
    /// The target's file.
    pub target: Option<SideState>,
    /// Whether the target's environment existed, with or without the file.
    pub beside: bool,
}

impl JointState {
    /// Whether both sides have the same keys, with the same values, as in another state.
    pub(super) fn has_the_keys_of(&self, other: &Self) -> bool {
        let content = |side: &Option<SideState>| side.as_ref().map(|side| side.prints.content());
        content(&self.source) == content(&other.source) && content(&self.target) == content(&other.target)
    }
}
