//! The columns of the equals signs next to new entries.

use super::align::Columns;
use super::blanks::breaks;
use super::layout::{PartLayout, PartPosition};
use crate::line_block::Gaps;

impl PartLayout<'_> {
    /// The columns next to new entries at `anchor`.
    pub(super) fn columns(&self, anchor: PartPosition, gaps: Gaps, gone: &[bool]) -> Columns {
        let is_gone = |at: usize| gone.get(at) == Some(&true);
        // A comment line above an entry begins a group.
        let starts_below = |at: usize| at < self.parts.len() && self.gaps[at].lead == self.parts[at].span().start;
        let below = |at: usize| self.column(at).filter(|_| gaps.behind == 0 && starts_below(at) && !is_gone(at));
        match anchor {
            _ if !self.bare_lines => Columns::default(),
            PartPosition::Before(at) => Columns { above: None, below: below(at) },
            PartPosition::After(at) => Columns {
                above: self.column(at).filter(|_| gaps.before == 0),
                below: below(at + 1).filter(|_| breaks(self.blank(at + 1)) == 1),
            },
            PartPosition::Instead => Columns::default(),
        }
    }

    /// The column of the equals sign of an entry on one line.
    pub(super) fn column(&self, at: usize) -> Option<usize> {
        let part = self.parts.get(at)?;
        let (span, entry) = (part.span(), part.entry?);
        let between = self.text.get(entry.name_span().end..entry.value.span().start)?;
        let blanks = between.find('=').filter(|blanks| *blanks > 0 && !self.text[span].contains('\n'))?;
        Some(self.text[entry.name_span()].chars().count() + blanks)
    }
}
