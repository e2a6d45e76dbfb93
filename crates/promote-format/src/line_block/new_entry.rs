//! An entry of the source for the target.

/// An entry to be inserted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NewEntry {
    /// Its lines, separated by `\n`, without a line break at the end.
    pub(crate) lines: String,
    /// The number of empty lines before it in the source; 0 for the first entry.
    pub(crate) before: usize,
    /// The number of empty lines after it in the source; 0 for the last entry.
    pub(crate) behind: usize,
    /// Its index in the source, if it is an entry of its own there.
    pub(crate) index: Option<usize>,
    /// The index in the target of the entry that precedes it in the source.
    pub(crate) leader: Option<usize>,
    /// The index in the target of the entry that follows it in the source.
    pub(crate) follower: Option<usize>,
    /// Whether empty lines below it would become a part of it.
    pub(crate) keeps_lines: bool,
}

impl NewEntry {
    /// The same with its neighbours; `there` holds the index in the target for each entry of the source.
    pub(crate) fn among(self, there: &[Option<usize>], index: usize) -> Self {
        let at = |index: Option<usize>| there.get(index?).copied().flatten();
        Self { leader: at(index.checked_sub(1)), follower: at(index.checked_add(1)), ..self }
    }

    /// The number of empty lines that separate it from other entries in the source: those before it, or, for the first
    /// entry, those after it.
    pub(super) fn gap(&self) -> usize {
        if self.index == Some(0) { self.behind } else { self.before }
    }

    /// Whether it directly follows another one in the source.
    pub(super) fn is_next_to(&self, other: &Self) -> bool {
        self.index.is_some() && self.index == other.index.map(|index| index + 1)
    }
}
