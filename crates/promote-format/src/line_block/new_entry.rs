//! An entry of the source for the target.

use super::gaps::EntryGaps;

/// An entry to be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEntry {
    /// Its lines, separated by `\n`, without a line break at the end.
    pub(crate) lines: String,
    /// The number of empty lines before it in the source; 0 for the first entry.
    pub(crate) before: usize,
    /// The number of empty lines after it in the source; 0 for the last entry.
    pub(crate) behind: usize,
    /// Whether it is the first entry in the source.
    pub(crate) is_first: bool,
    /// The index in the target of the entry that follows it in the source.
    pub(crate) follower: Option<usize>,
}

impl NewEntry {
    /// Its surroundings in the source.
    pub(crate) fn gaps(&self) -> EntryGaps {
        let Self { before, behind, is_first, follower, .. } = *self;
        EntryGaps { before, behind, is_first, follower, is_long: self.lines.contains('\n') }
    }

    /// The same with its follower; `there` holds the index in the target for each entry of the source.
    pub(crate) fn followed(self, there: &[Option<usize>], index: usize) -> Self {
        Self { follower: there.get(index + 1).copied().flatten(), ..self }
    }
}
