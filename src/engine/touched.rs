//! A key that is not what its plan was made on.

use promote_core::env::change::{Change, SpelledValue};
use promote_git::Commit;
use promote_model::Key;

/// A key that is not what the plan was made on.
#[derive(Debug, Clone)]
pub(crate) struct Touched {
    /// The planned change.
    pub(crate) change: Change,
    /// The path of the target's file.
    pub(crate) path: String,
    /// What the target has now.
    pub(crate) now: Option<SpelledValue>,
    /// The list above it that is one config now, where that is what the target has.
    pub(crate) list: Option<Key>,
    /// The commit that changed it, where one was found.
    pub(crate) by: Option<Commit>,
}
