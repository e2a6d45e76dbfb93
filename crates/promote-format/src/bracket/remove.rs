//! Removing parts with their commas, comments and lines.

use std::ops::Range;

use super::gap::breaks;
use super::layout::PartLayout;
use super::separators::Separators;
use super::style::blank_before;

impl PartLayout<'_> {
    /// Removes the parts from `first` up to, but not including, `next`, with their commas, comments and lines.
    /// `joined`: new parts replace them, so the comma before them is kept.
    pub(super) fn cut(&self, first: usize, next: usize, joined: bool) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut from = first;
        for to in first + 1..=next {
            if to == next || self.gaps[to].free.is_some() {
                ranges.push(self.cut_together(from, to));
                from = to;
            }
        }
        let ahead = &self.gaps[first];
        let on_line = first > 0 && breaks(self.blank(first)) == 0;
        // Where line breaks separate entries, too, the line of the previous part stays as it is.
        let comma_stays = self.ends_with_comma() || self.separators == Separators::Mixed && !on_line;
        if self.leading.is_some() || first == 0 {
            return ranges;
        }
        if next == self.parts.len() && !comma_stays && !(joined && ahead.comma_on_line()) {
            if ahead.tail.is_empty() && ahead.free.is_none() {
                ranges.push(self.line_end(self.parts[first - 1].span().end)..self.gaps[next].tail_end);
            } else {
                ranges.extend(ahead.comma.clone());
            }
        } else if self.bare_lines && on_line && next < self.parts.len() && self.gaps[next].comma.is_none() && !joined {
            ranges.extend(ahead.comma.clone());
        }
        ranges
    }

    /// The end of the blanks at the end of a line; `at` if something else follows on the line.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends = rest[blanks..].starts_with(['\n', '\r']);
        if ends { at + blanks } else { at }
    }

    /// Removes parts that have no comment of another part between them.
    fn cut_together(&self, first: usize, next: usize) -> Range<usize> {
        let (start, ahead) = (self.gaps[first].lead, self.blank(first));
        let gap = &self.gaps[next];
        let end = match gap.free {
            Some(free) if next < self.parts.len() => free,
            None if next < self.parts.len() => gap.lead,
            // The blanks at the end of the previous line stay.
            _ if self.leading.is_some() => return start - line_break(ahead).len()..gap.tail_end,
            _ => return start - ahead.len()..gap.tail_end,
        };
        let behind = blank_before(self.text, end);
        // Of the blanks on either side, keep those with empty lines, first of all those below: they separate groups.
        if first > 0 && breaks(behind) > breaks(ahead).min(1) {
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
