//! How many empty lines part the entries of a map or the elements of a list.
//!
//! Many files part their blocks by an empty line, and leave single lines together. So entries of
//! several lines (comments count) follow what the target does with such; a single line that the source
//! sets apart begins a section there, and does in the target, unless the source sets apart each line.

use super::layout::{Layout, Style};
use crate::Node;

/// So many neighbours on either side tell the habit.
const REACH: usize = 8;

/// More empty lines than these are never inserted.
const MOST: usize = 2;

/// How often how many empty lines part two neighbours.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Habit {
    flat: [usize; MOST + 1],
    tall: [usize; MOST + 1],
}

impl Habit {
    /// The habit around the child at `index` of a block map or list.
    pub(crate) fn around(layout: Layout<'_>, container: &Node, index: usize, is_root: bool) -> Self {
        let mut habit = Self::default();
        if !matches!(layout.style(container), Style::Map | Style::List) {
            return habit;
        }
        let last = layout.own_count(container).min(index + REACH + 1);
        for at in index.saturating_sub(REACH) + 1..last {
            let counts = if layout.is_tall_pair(container, at, is_root) { &mut habit.tall } else { &mut habit.flat };
            counts[layout.blanks_before(container, at, is_root).min(MOST)] += 1;
        }
        habit
    }

    /// The usual number, the smaller one of two.
    pub(crate) fn usual(&self, tall: bool) -> Option<usize> {
        let counts = if tall { &self.tall } else { &self.flat };
        let (blanks, many) = counts.iter().enumerate().rev().max_by_key(|(_, many)| **many)?;
        (*many > 0).then_some(blanks)
    }
}

impl Layout<'_> {
    /// Whether a child or the one before it takes several lines.
    fn is_tall_pair(self, container: &Node, index: usize, is_root: bool) -> bool {
        [index.saturating_sub(1), index].into_iter().any(|at| self.is_tall(container, at, is_root))
    }

    /// Whether a child takes several lines.
    pub(crate) fn is_tall(self, container: &Node, index: usize, is_root: bool) -> bool {
        let chunk = self.chunk(container, index, is_root);
        self.text[chunk.head..chunk.end].trim_end().contains('\n')
    }
}

/// What a gap between something new and its neighbour is decided by.
pub(crate) struct Parting {
    /// The target's habit around the place.
    pub(crate) habit: Habit,
    /// The gap that is there now: whether it parts several lines, and how wide it is.
    pub(crate) here: Option<(bool, usize)>,
}

/// A gap in the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gap {
    /// The number of empty lines.
    pub(crate) blanks: usize,
    /// Whether the source parts all its single lines so.
    pub(crate) usual: bool,
}

impl Parting {
    /// The empty lines between two of which one is new.
    pub(crate) fn blanks(&self, tall: bool, source: Gap) -> usize {
        let blanks = match (self.here, self.habit.usual(tall)) {
            (Some((true, here)), _) if tall => here,
            (_, Some(usual)) if tall => usual,
            (Some((_, 0)), _) => 0,
            (_, Some(usual)) if source.usual => usual,
            _ => source.blanks,
        };
        blanks.min(MOST)
    }
}
