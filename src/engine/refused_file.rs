//! Files that a wide selection leaves out because their edit is refused: the other files can be promoted without them.

use promote_core::env::apply::ApplyError;
use promote_core::env::change::Change;
use promote_core::env::names::FileNames;
use promote_core::env::select::Selector;
use promote_model::text::count;

/// A file that is left out.
#[derive(Debug)]
pub(crate) struct RefusedFile {
    /// The logical name.
    pub(crate) file: String,
    /// The path in the target.
    pub(crate) path: String,
    /// The number of its selected keys.
    pub(crate) keys: usize,
    /// Why the edit is refused, and the way on.
    pub(crate) error: ApplyError,
}

impl RefusedFile {
    /// Whether a selection takes the changes of a file by wildcards, or because it takes everything. An edit that is asked
    /// for by the name or id of a key is never left out.
    pub(crate) fn may_be_left_out(names: &FileNames<'_>, changes: &[Change], selectors: &[Selector]) -> bool {
        !changes.iter().any(|change| selectors.iter().any(|selector| selector.is_exactly(names, change)))
    }

    /// `envs/production/web.yaml is left out with 2 keys, because it cannot be edited: REASON`
    pub(crate) fn message(&self) -> String {
        let reason = self.error.to_string();
        let reason = reason.strip_prefix(&format!("{}: ", self.path)).unwrap_or(&reason).to_owned();
        format!("{} is left out with {}, because it cannot be edited: {reason}", self.path, count(self.keys, "key"))
    }
}
