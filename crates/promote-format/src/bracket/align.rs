//! Aligned equals signs of the entries of HCL objects, as `terraform fmt` writes them. Entries on consecutive lines form a
//! group; empty lines, comment lines and values over several lines end it.

use super::gap::breaks;
use super::layout::{PartLayout, PartPosition};
use super::part_text::PartText;
use crate::line_block::Gaps;

/// The columns of the equals signs next to new entries, in characters from the indentation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Columns {
    /// Of the entry on the line above.
    pub(super) above: Option<usize>,
    /// Of the entry on the line below.
    pub(super) below: Option<usize>,
}

/// Aligns new entries with their neighbours, otherwise with each other.
pub(super) fn align(pieces: &mut [PartText], columns: Columns) {
    let (count, mut start) = (pieces.len(), 0);
    while start < count {
        let mut end = start + 1;
        while end < count && pieces[end].is_in_group_of(&pieces[end - 1]) {
            end += 1;
        }
        let above = columns.above.filter(|_| start == 0 && !pieces[start].lead.contains('\n'));
        let below = columns.below.filter(|_| end == count);
        let widest = pieces[start..end].iter().filter_map(PartText::name_width).max();
        if let Some(column) = above.or(below).or(widest.map(|widest| widest + 1)) {
            pieces[start..end].iter_mut().for_each(|piece| piece.pad(column));
        }
        start = end;
    }
}

impl PartText {
    /// The number of characters of the key, if blanks can move its equals sign.
    fn name_width(&self) -> Option<usize> {
        self.name_end.map(|end| self.body[..end].chars().count())
    }

    fn is_in_group_of(&self, above: &Self) -> bool {
        let is_next_line = self.gaps.before == 0 && !self.lead.contains('\n');
        is_next_line && self.name_end.is_some() && above.name_end.is_some()
    }

    /// Moves the equals sign to a column, with one blank at least.
    fn pad(&mut self, column: usize) {
        if let (Some(end), Some(width)) = (self.name_end, self.name_width()) {
            self.body.insert_str(end, &" ".repeat(column.saturating_sub(width + 1)));
        }
    }
}

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
