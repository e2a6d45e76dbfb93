//! The positions of new entries among existing ones.

/// A position among the entries of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryPosition {
    /// Directly before the entry at this index.
    Before(usize),
    /// Directly after the entry at this index.
    After(usize),
    /// In a block without entries.
    Inside,
}

/// The position in the target for each entry of the source: after the nearest entry before it that the target
/// has, else before the nearest one after it, else at the end.
///
/// `there` holds the index in the target for each entry of the source; `gone` marks the target's entries to
/// remove.
pub(crate) fn positions(there: &[Option<usize>], gone: &[bool]) -> Vec<EntryPosition> {
    let stays = |index: &usize| gone.get(*index) == Some(&false);
    let last = (0..gone.len()).rev().find(stays).or(gone.len().checked_sub(1));
    let end = last.map_or(EntryPosition::Inside, EntryPosition::After);
    let mut before = None;
    let mut out: Vec<EntryPosition> = Vec::with_capacity(there.len());
    for index in there {
        before = index.filter(stays).map(EntryPosition::After).or(before);
        out.push(before.unwrap_or(end));
    }
    if let Some(follower) = there.iter().position(|index| index.filter(stays).is_some()) {
        let place = there[follower].map_or(end, EntryPosition::Before);
        out[..follower].fill(place);
    }
    out
}
