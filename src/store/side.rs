//! One side of a comparison: an environment at one commit.

use promote_core::env::layout::{Bindings, Matcher};
use promote_model::ObjectId;

/// An environment at one commit.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its name in `promote.yaml`.
    pub name: String,
    /// As typed, with its revision where one was given.
    pub label: String,
    /// The branch it lives on.
    pub branch: String,
    /// The commit.
    pub commit: ObjectId,
    /// The commit's tree.
    pub tree: ObjectId,
    /// What captures stand for there.
    pub bindings: Bindings,
    /// The layout, bound to it.
    pub matcher: Matcher,
    /// Whether `--only` leaves files out.
    pub narrowed: bool,
}
