//! The empty lines around new entries: those of the source, and none between neighbours that have none. Lines and parts in
//! brackets share these rules.

use super::positions::EntryPosition;

/// The surroundings of a new entry in the source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct EntryGaps {
    /// The number of empty lines before it; 0 for the first entry.
    pub(crate) before: usize,
    /// The number of empty lines after it; 0 for the last entry.
    pub(crate) behind: usize,
    /// Whether it is the first entry.
    pub(crate) is_first: bool,
    /// The index in the target of the entry that follows it.
    pub(crate) follower: Option<usize>,
    /// Whether it has several lines.
    pub(crate) is_long: bool,
}

/// The numbers of empty lines before and behind new entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Gaps {
    pub(crate) before: usize,
    pub(crate) behind: usize,
}

/// A position for new entries in the target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewPosition {
    /// The position.
    pub(crate) at: EntryPosition,
    /// The number of empty lines between the entry at its index and the next one, if there is one.
    pub(crate) there: Option<usize>,
    /// Whether the next entry is removed.
    pub(crate) next_is_gone: bool,
}

impl NewPosition {
    /// The empty lines between new entries and their neighbours.
    pub(crate) fn gaps(&self, new: &[EntryGaps]) -> Gaps {
        let (Some(first), Some(last)) = (new.first(), new.last()) else { return Gaps::default() };
        // The first entry of the source has no gap before it, so use the one after it.
        let own = if first.is_first { first.behind } else { first.before };
        match self.at {
            EntryPosition::Inside => Gaps::default(),
            _ if self.joins(new) => Gaps::default(),
            // Do not put an empty line between neighbours that have none, except around a new section.
            EntryPosition::Before(_) if self.there == Some(0) => Gaps::default(),
            EntryPosition::Before(_) => Gaps { before: 0, behind: last.behind },
            // A removed neighbour takes the empty lines around it.
            _ if self.next_is_gone => Gaps { before: own.min(self.there.unwrap_or(own)), behind: 0 },
            _ if self.there == Some(0) && own > 0 && last.behind > 0 && is_section(new) => {
                Gaps { before: own, behind: last.behind }
            }
            _ if self.there == Some(0) => Gaps::default(),
            _ => Gaps { before: own, behind: 0 },
        }
    }

    /// Whether new entries belong to the next neighbour: the source has empty lines before them, and none between them and
    /// that one, and the target has empty lines there.
    pub(crate) fn joins(&self, new: &[EntryGaps]) -> bool {
        let (EntryPosition::After(index), Some(first), Some(last)) = (self.at, new.first(), new.last()) else {
            return false;
        };
        last.follower == Some(index + 1)
            && !self.next_is_gone
            && first.before > 0
            && last.behind == 0
            && self.there.is_some_and(|there| there > 0)
    }
}

/// Whether new entries are a section of their own: several lines.
fn is_section(new: &[EntryGaps]) -> bool {
    new.len() > 1 || new.iter().any(|new| new.is_long)
}
