//! Removing parts with their commas, comments and lines.

use std::ops::Range;

use super::blanks::{blank_before, breaks};
use super::layout::PartLayout;
use super::part_text::PartText;
use super::separators::Separators;
use crate::line_block::documentation;

impl PartLayout<'_> {
    /// The start of the comments above the part at `at` that document it, by the rules for lines.
    pub(super) fn documentation(&self, at: usize) -> usize {
        documentation(self.text, self.gaps[at].lead, self.parts[at].span().start, self.syntax.line_comments)
    }

    /// Lets removed parts have the comments above them that document them; alternatives and headings belong to no part.
    pub(super) fn leave_other_comments(&mut self, gone: &[bool]) {
        for at in (0..self.parts.len()).filter(|at| gone.get(*at) == Some(&true)) {
            let (own, gap) = (self.documentation(at), &mut self.gaps[at]);
            if own > gap.lead {
                let text = &self.text[own..self.parts[at].span().start];
                let lead = own + text.len() - text.trim_start_matches([' ', '\t']).len();
                gap.free = gap.free.or(Some(gap.lead));
                gap.lead = lead;
            }
        }
    }

    /// Removes the parts from `first` up to, but not including, `next`, with their commas, comments and lines.
    /// `joined`: new parts replace them, of which this is the last, so the comma before them is kept.
    pub(super) fn cut(&self, first: usize, next: usize, joined: Option<&PartText>) -> Vec<Range<usize>> {
        let ahead = &self.gaps[first];
        let mut ranges = Vec::new();
        let mut from = first;
        let mut commented = joined.map_or(!ahead.tail.is_empty(), |piece| !piece.tail.is_empty());
        for to in first + 1..=next {
            if to == next || self.gaps[to].free.is_some() {
                let commented = std::mem::take(&mut commented) || self.gaps[from].free.is_some();
                let range = self.cut_together(from, to, commented);
                ranges.extend(self.comma_behind(to, range.end));
                ranges.push(range);
                from = to;
            }
        }
        ranges.extend(self.comma_ahead(first, next, joined.is_some()));
        ranges
    }

    /// The comma before the part at `at` if it is behind a comment that stays, which ends the removed text.
    fn comma_behind(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let has_next = self.leading.is_none() && at < self.parts.len();
        self.gaps[at].comma.clone().filter(|comma| has_next && comma.start >= end)
    }

    /// The comma before removed parts if none is needed there any more. `joined`: new parts replace them.
    fn comma_ahead(&self, first: usize, next: usize, joined: bool) -> Option<Range<usize>> {
        let ahead = &self.gaps[first];
        let on_line = first > 0 && breaks(self.blank(first)) == 0;
        // Where line breaks separate entries, too, the line of the previous part stays as it is.
        let comma_stays = self.ends_with_comma() || self.separators == Separators::Mixed && !on_line;
        if self.leading.is_some() || first == 0 {
            return None;
        }
        if next < self.parts.len() {
            let splits_line = self.bare_lines && on_line && self.gaps[next].comma.is_none();
            return ahead.comma.clone().filter(|_| splits_line && !joined);
        }
        if comma_stays || (joined && ahead.comma_on_line()) {
            return None;
        }
        if ahead.tail.is_empty() && self.gaps[first..next].iter().all(|gap| gap.free.is_none()) {
            return Some(self.line_end(self.parts[first - 1].span().end)..self.gaps[next].tail_end);
        }
        ahead.comma.clone()
    }

    /// The end of the blanks at the end of a line; `at` if something else follows on the line.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends = rest[blanks..].starts_with(['\n', '\r']);
        if ends { at + blanks } else { at }
    }

    /// Removes parts that have no comment of another part between them. `commented`: a comment precedes them.
    fn cut_together(&self, first: usize, next: usize, commented: bool) -> Range<usize> {
        let (start, ahead) = (self.gaps[first].lead, self.blank(first));
        let gap = &self.gaps[next];
        let end = match gap.free {
            Some(free) if next < self.parts.len() => free,
            None if next < self.parts.len() => gap.lead,
            // The bracket on the last line must not get into the comment.
            _ if commented && ahead.contains('\n') && !self.ends_line(gap.tail_end) => return start..gap.tail_end,
            // The blanks at the end of the previous line stay.
            _ if self.leading.is_some() => return start - line_break(ahead).len()..gap.tail_end,
            _ => return start - ahead.len()..gap.tail_end,
        };
        let behind = blank_before(self.text, end);
        // Of the blanks on either side, keep those with empty lines, first of all those below: they separate groups.
        // Behind a bracket, keep a line break: what follows stays on its line.
        let beside_bracket = first == 0 && breaks(ahead) == 0 && self.leading.is_none();
        let has_above = first > 0 || self.gaps[first].free.is_some();
        if (has_above || beside_bracket) && breaks(behind) > breaks(ahead).min(1) {
            return start - ahead.len()..end - behind.len();
        }
        let indent = |blank: &str| blank.rfind('\n').map(|newline| blank.len() - newline - 1);
        match (indent(ahead), indent(behind)) {
            // Whole lines are removed, so the next part keeps its own indentation.
            (Some(from), Some(to)) => start - from..end - to,
            _ => start..end,
        }
    }
}

/// Blanks from their first line break.
fn line_break(blanks: &str) -> &str {
    if blanks.contains('\n') { blanks.trim_start_matches([' ', '\t']) } else { blanks }
}
