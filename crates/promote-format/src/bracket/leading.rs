//! Removing and inserting parts of a map or list whose commas start the lines. A part owns the comma before it:
//!
//! ```text
//! { "a": 1 // of a
//! // of b
//! , "b": 2
//! }
//! ```

use super::blanks::{blank_before, line_indent};
use super::commas::LeadingCommas;
use super::layout::{PartLayout, PartPosition, PlacedParts, last_ones};
use super::part_text::{PartText, line_breaks};
use crate::splice::Splice;

impl PartLayout<'_> {
    /// Removes the parts that are `gone` and inserts new ones at their positions.
    pub(super) fn arranged_leading(
        &self,
        commas: &LeadingCommas,
        gone: &[bool],
        placed: &[PlacedParts],
    ) -> Vec<Splice> {
        let mut splices = Vec::new();
        // The first part that stays, or the number of parts.
        let head = gone.iter().position(|gone| !gone).unwrap_or(gone.len());
        let joined = last_ones(placed);
        let has_new_head = placed.iter().any(|new| new.anchor == PartPosition::Before(head));
        for first in (0..gone.len()).filter(|at| gone[*at] && (*at == 0 || !gone[at - 1])) {
            let next = (first..gone.len()).find(|at| !gone[*at]).unwrap_or(gone.len());
            let joined = first.checked_sub(1).and_then(|at| joined.get(&at).copied());
            splices.extend(self.cut(first, next, joined).into_iter().map(Splice::cut));
            if first == 0 && next < gone.len() && !has_new_head {
                splices.extend(self.become_first(commas, next));
            }
        }
        for new in placed {
            splices.extend(match new.anchor {
                PartPosition::Before(at) => self.leading_before(commas, at, new, at == head),
                PartPosition::After(at) => vec![self.leading_after(commas, at, new)],
                PartPosition::Instead => Vec::new(),
            });
        }
        splices
    }

    /// Removes the comma of the part at `at`, before which no part is left. The part goes where the first one was.
    fn become_first(&self, commas: &LeadingCommas, at: usize) -> Option<Splice> {
        let comma = self.gaps[at].comma.clone()?;
        let shares_line = !self.blank(0).contains('\n');
        let is_flush = match shares_line {
            true => self.gaps[at].lead == comma.start && self.gaps[at].free.is_none(),
            false => self.first_indent(&self.leading_break(commas, at)).is_empty(),
        };
        if is_flush {
            let rest = &self.text[comma.end..self.parts[at].span().start];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            return Some(Splice::cut(comma.start..comma.end + blanks));
        }
        Some(Splice::replace(comma, " "))
    }

    /// Inserts parts before the one at `at`. `is_head`: no part stays before it, so the first new one has no comma.
    fn leading_before(&self, commas: &LeadingCommas, at: usize, new: &PlacedParts, is_head: bool) -> Vec<Splice> {
        let spacing = self.leading_break(commas, at);
        // The first part that stays gets where the first one was, or behind a comment that stays.
        let is_first = is_head && self.gaps[1..=at].iter().all(|gap| gap.free.is_none());
        let (from, mut text) = self.opening(if is_first { 0 } else { at }, &new.pieces, &spacing);
        for (index, piece) in new.pieces.iter().enumerate() {
            text += &piece.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &commas.text(piece, if is_head { index } else { index + 1 });
        }
        text += &line_breaks(new.gaps.behind, &spacing);
        text += &spacing;
        let (start, lead) = (self.parts[at].span().start, self.gaps[at].lead);
        match self.gaps[at].comma {
            Some(_) if is_head => {
                let text = format!("{}{text}", self.first_indent(&spacing));
                vec![Splice::cut(from..self.gaps[0].lead.max(from)), Splice::insert(lead, text)]
            }
            Some(_) => vec![Splice::insert(lead, text)],
            None if lead == start => vec![Splice::replace(from..start, text + &commas.comma())],
            None => vec![Splice::replace(from..lead, text), Splice::insert(start, commas.comma())],
        }
    }

    /// The blanks by which the first part is indented deeper than the commas, if it has a line of its own.
    fn first_indent(&self, spacing: &str) -> &str {
        let (first, commas) = (self.blank(0), spacing.trim_start_matches(['\r', '\n']));
        first.rfind('\n').and_then(|newline| first[newline + 1..].strip_prefix(commas)).unwrap_or_default()
    }

    fn leading_after(&self, commas: &LeadingCommas, at: usize, new: &PlacedParts) -> Splice {
        let spacing = self.leading_break(commas, at + 1);
        let mut text = line_breaks(new.gaps.before, &spacing);
        for (index, piece) in new.pieces.iter().enumerate() {
            text += &piece.empty_lines(index, &spacing);
            text += &spacing;
            text += &piece.after_comma(&commas.comma());
        }
        let text = self.line_before(new.start, text, &new.pieces) + &line_breaks(new.gaps.behind, &spacing);
        Splice::insert(new.start, text)
    }

    /// A text that ends with these parts for the place before the byte `at`: if more follows on that line, the last part
    /// has no comments behind it.
    fn line_before(&self, at: usize, mut text: String, pieces: &[PartText]) -> String {
        if !self.ends_line(at) {
            text.truncate(text.len() - pieces.last().map_or(0, |last| last.tail.len()));
        }
        text
    }

    /// The line break before a comma near the part at `at`, with the comma's indentation.
    pub(super) fn leading_break(&self, commas: &LeadingCommas, at: usize) -> String {
        let last = self.parts.len() - 1;
        let newline = self.newline;
        if last > 0 {
            let before = self.blank(at.clamp(1, last));
            return format!("{newline}{}", &before[before.rfind('\n').map_or(0, |newline| newline + 1)..]);
        }
        let first = self.blank(0);
        let indent = match first.rfind('\n') {
            Some(newline) => {
                let own = &first[newline + 1..];
                own.get(..own.len().saturating_sub(commas.comma().len())).unwrap_or_default()
            }
            None => {
                let closing = blank_before(self.text, self.brackets.end - 1);
                let of_line = line_indent(self.text, self.brackets.start);
                closing.rfind('\n').map_or(of_line, |newline| &closing[newline + 1..])
            }
        };
        format!("{newline}{indent}")
    }

    /// Parts in place of all others, from the first to the byte `end`: the start of the replaced text, and the new one.
    pub(super) fn leading_instead(&self, commas: &LeadingCommas, pieces: &[PartText], end: usize) -> (usize, String) {
        let spacing = self.leading_break(commas, 0);
        let (start, mut text) = self.opening(0, pieces, &spacing);
        for (index, new) in pieces.iter().enumerate() {
            text += &new.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &commas.text(new, index);
        }
        (start, self.line_before(end, text, pieces))
    }
}
