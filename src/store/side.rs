//! One side of a comparison: an environment at one commit.

use promote_core::env::layout::{Bindings, Matcher};
use promote_model::ObjectId;

/// An environment at one commit.
#[derive(Debug, Clone)]
pub(crate) struct EnvSnapshot {
    /// Its name in `promote.yaml`.
    pub(crate) name: String,
    /// As typed, with its revision where one was given.
    pub(crate) label: String,
    /// The branch it lives on.
    pub(crate) branch: String,
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The commit's tree.
    pub(crate) tree: ObjectId,
    /// What captures stand for there.
    pub(crate) bindings: Bindings,
    /// The layout, bound to it.
    pub(crate) matcher: Matcher,
    /// Whether `--only` leaves files out.
    pub(crate) narrowed: bool,
}
