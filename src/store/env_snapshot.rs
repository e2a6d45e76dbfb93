//! An environment at one commit.

use promote_core::env::layout::{Bindings, Matcher};
use promote_model::ObjectId;

/// An environment at one commit, with its layout.
#[derive(Debug, Clone)]
pub(crate) struct EnvSnapshot {
    /// The name in `promote.yaml`.
    pub(crate) name: String,
    /// The name as typed, with a revision if one was given.
    pub(crate) label: String,
    /// The branch that holds the environment.
    pub(crate) branch: String,
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The commit's tree.
    pub(crate) tree: ObjectId,
    /// The values of the captures in path templates.
    pub(crate) bindings: Bindings,
    /// The layout, bound to this environment.
    pub(crate) matcher: Matcher,
    /// Whether `--only` restricts the files.
    pub(crate) narrowed: bool,
}
