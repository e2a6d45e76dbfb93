//! Where new entries come to stand among those that are there.

/// A place among the entries of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryPosition {
    /// Directly before this one.
    Before(usize),
    /// Directly behind this one.
    After(usize),
    /// In a body that has no entries.
    Inside,
}

/// For each entry of the source its place in the target: behind the nearest one before it that the
/// target has, else before the nearest one behind it, else at the end.
///
/// `there` holds for each entry of the source its position in the target; `gone` says which of the
/// target's entries go.
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
