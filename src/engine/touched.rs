//! A key that changed after its plan was made.

use promote_core::env::change::{Change, SpelledValue};
use promote_git::Commit;
use promote_model::Key;

/// A key that changed after the plan was made.
#[derive(Debug, Clone)]
pub(crate) struct Touched {
    /// The planned change.
    pub(crate) change: Change,
    /// The path of the target's file.
    pub(crate) path: String,
    /// The current value in the target.
    pub(crate) now: Option<SpelledValue>,
    /// The list that contains the key, where the target's list is now one key.
    pub(crate) list: Option<Key>,
    /// The commit that changed the key, if found.
    pub(crate) by: Option<Commit>,
}
