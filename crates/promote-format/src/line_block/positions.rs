//! The positions of new entries among existing ones. Entries between two empty lines are a paragraph: a new entry goes to
//! the paragraph that it is in in the source.
//!
//! ```text
//! source      target      result
//! port=80     port=80     port=80
//!             path=/      path=/
//! # jpa                               not between `port` and `path`
//! jpa.y=1     # jpa       # jpa
//! jpa.z=2     jpa.z=2     jpa.y=1
//!                         jpa.z=2
//! ```

use std::cmp::Ordering;
use std::collections::HashSet;

use super::block::LineBlock;

/// A position among the entries of a block. They are sorted by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryPosition {
    /// Directly before the entry at this index.
    Before(usize),
    /// Directly after the entry at this index.
    After(usize),
    /// In a block without entries.
    Inside,
}

impl EntryPosition {
    /// The number of entries ahead, and whether the position belongs to the next one.
    fn place(self) -> (usize, bool) {
        match self {
            Self::Before(index) => (index, true),
            Self::After(index) => (index + 1, false),
            Self::Inside => (usize::MAX, true),
        }
    }
}

impl Ord for EntryPosition {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for EntryPosition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether empty lines precede each entry, in both files; without examples, none do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paragraphs {
    /// For each entry of the source.
    pub(crate) source: Vec<bool>,
    /// For each entry of the target.
    pub(crate) target: Vec<bool>,
}

impl LineBlock<'_> {
    /// Whether empty lines precede each entry.
    pub(crate) fn paragraphs(&self) -> Vec<bool> {
        (0..self.entries.len()).map(|index| self.blanks_before(index) > 0).collect()
    }
}

/// The position in the target for each entry of the source: after the nearest entry before it that the target
/// has, else before the nearest one after it, else at the end; but in the paragraph of its neighbours.
///
/// `there` holds the index in the target for each entry of the source; `gone` marks the target's entries to
/// remove.
pub(crate) fn positions(there: &[Option<usize>], gone: &[bool], paragraphs: &Paragraphs) -> Vec<EntryPosition> {
    let stays = |index: &usize| gone.get(*index) == Some(&false);
    let last = (0..gone.len()).rev().find(stays).or(gone.len().checked_sub(1));
    let end = last.map_or(EntryPosition::Inside, EntryPosition::After);
    let known = Known::new(there, gone, paragraphs);
    let (joined, mut shared, mut group) = (known.joined(), None, None);
    let (mut before, mut is_near) = (None, false);
    let mut out: Vec<EntryPosition> = Vec::with_capacity(there.len());
    for (index, own) in known.stays.iter().enumerate() {
        if own.is_some() {
            (before, is_near) = (*own, true);
        }
        is_near &= own.is_some() || !known.is_apart(index);
        out.push(match (before, own) {
            (None, _) => end,
            (Some(before), Some(_)) => EntryPosition::After(before),
            (Some(before), None) if is_near => {
                shared = Some(before);
                EntryPosition::After(before)
            }
            (Some(before), None) => match joined[index] {
                // Side by side in one paragraph, the place is the same.
                Some(next) if next != before + 1 || shared == Some(before) || known.begins_paragraph(next) => {
                    EntryPosition::Before(next)
                }
                Some(_) => EntryPosition::After(before),
                None => {
                    let (_, end) = group.filter(|(of, _)| *of == before).unwrap_or((before, known.end_of(before)));
                    group = Some((before, end));
                    EntryPosition::After(end)
                }
            },
        });
    }
    if let Some(follower) = known.stays.iter().position(Option::is_some) {
        let place = known.stays[follower].map_or(end, EntryPosition::Before);
        out[..follower].fill(place);
    }
    out
}

/// The entries of both files.
struct Known<'a> {
    /// For each entry of the source, its index in the target, if it stays there.
    stays: Vec<Option<usize>>,
    /// For each entry of the target, whether the source has it.
    in_source: Vec<bool>,
    gone: &'a [bool],
    paragraphs: &'a Paragraphs,
}

impl<'a> Known<'a> {
    fn new(there: &[Option<usize>], gone: &'a [bool], paragraphs: &'a Paragraphs) -> Self {
        let stays = |index: &usize| gone.get(*index) == Some(&false);
        let known: HashSet<usize> = there.iter().flatten().copied().collect();
        let in_source = (0..gone.len()).map(|index| known.contains(&index)).collect();
        Self { stays: there.iter().map(|index| index.filter(stays)).collect(), in_source, gone, paragraphs }
    }

    /// Whether empty lines precede an entry of the source.
    fn is_apart(&self, index: usize) -> bool {
        self.paragraphs.source.get(index) == Some(&true)
    }

    /// Whether empty lines precede an entry of the target.
    fn begins_paragraph(&self, index: usize) -> bool {
        self.paragraphs.target.get(index) == Some(&true)
    }

    /// For each entry of the source, the entry of the target that follows it there in its paragraph.
    fn joined(&self) -> Vec<Option<usize>> {
        let mut joined = vec![None; self.stays.len()];
        for index in (1..self.stays.len()).rev().filter(|index| !self.is_apart(*index)) {
            joined[index - 1] = self.stays[index].or(joined[index]);
        }
        joined
    }

    /// The last entry of the paragraph in the target that this entry is in, if the source has none of the entries behind it.
    fn end_of(&self, entry: usize) -> usize {
        let is_apart = |index: &usize| self.paragraphs.target.get(*index) != Some(&false);
        let next = (entry + 1..self.gone.len()).find(is_apart).unwrap_or(self.gone.len());
        if self.in_source[entry + 1..next].contains(&true) {
            return entry;
        }
        (entry..next).rev().find(|index| !self.gone[*index]).unwrap_or(entry)
    }
}
