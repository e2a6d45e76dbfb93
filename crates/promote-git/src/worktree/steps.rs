//! The steps of an update, as the check finds them.

use super::disk::CommitEntry;

/// The steps of an update.
#[derive(Debug, Default)]
pub(super) struct UpdateSteps {
    /// The number of paths that `read-tree` updates: those that match the old commit in the index.
    pub(super) ordinary: usize,
    /// Files whose index entry is set first, so that git compares their content: those that match the new commit on
    /// disk and the old one in the index, and those that match the old commit only after git's filters.
    pub(super) restage: Vec<(Vec<u8>, CommitEntry)>,
    /// Files that match the new commit in the index and the old one on disk.
    pub(super) outdated_on_disk: Vec<Vec<u8>>,
    /// Files that match the old commit in the index and are partial writes on disk: they are removed and written again.
    pub(super) partial: Vec<Vec<u8>>,
    /// Files that the update removes: git only warns if it cannot remove one.
    pub(super) removed: Vec<Vec<u8>>,
}

impl UpdateSteps {
    pub(super) fn is_empty(&self) -> bool {
        let lists = [&self.outdated_on_disk, &self.partial, &self.removed];
        self.ordinary == 0 && self.restage.is_empty() && lists.iter().all(|paths| paths.is_empty())
    }
}
