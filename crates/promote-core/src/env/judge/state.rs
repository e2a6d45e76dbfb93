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
