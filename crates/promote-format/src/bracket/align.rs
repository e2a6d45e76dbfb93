//! Aligned equals signs of the entries of HCL objects, as `terraform fmt` writes them. Entries on consecutive lines form a
//! group; empty lines, comment lines and values over several lines end it.

use super::part_text::PartText;

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
