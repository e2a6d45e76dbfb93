//! A new part whose comment the target already has, without the part: the part goes below that comment.

use std::ops::Range;

use super::align::Columns;
use super::blanks::breaks;
use super::layout::{PartLayout, PartPosition, PlacedParts};
use super::part_text::PartText;
use crate::splice::Splice;

impl PartLayout<'_> {
    /// The end of the comment lines at `anchor` that are those above the first of new parts.
    pub(super) fn own_comment(&self, anchor: PartPosition, pieces: &[PartText], gone: &[bool]) -> Option<usize> {
        let next = self.next(anchor).filter(|next| self.leading.is_none() && gone.get(*next) != Some(&true))?;
        let wanted: Vec<&str> = pieces.first()?.lead.trim_end().lines().map(str::trim).collect();
        let end = self.parts.get(next).map_or(self.brackets.end - 1, |part| part.span().start);
        let start = self.gaps[next].tail_end;
        // Whole lines: not the rest of the previous part's line, and not the start of the next one's.
        let first = start + self.text[start..end].find('\n')? + 1;
        let last = first + self.text[first..end].rfind('\n')?;
        let lines = self.text[first..last].split('\n').scan(first, |at, line| {
            *at += line.len() + 1;
            Some((line.trim(), *at - 1 - usize::from(line.ends_with('\r'))))
        });
        let lines: Vec<(&str, usize)> = lines.collect();
        let is_wanted = |run: &&[(&str, usize)]| run.iter().map(|(line, _)| line).eq(&wanted);
        let found = lines.windows(wanted.len().max(1)).find(is_wanted)?;
        let (_, end) = found.last().filter(|(line, _)| !line.is_empty())?;
        // Behind the comment, a comma would end the new part and start the next one.
        self.gaps[next].comma.as_ref().is_none_or(|comma| comma.end <= *end).then_some(*end)
    }

    /// The new parts at `anchor` in runs, each of which but the first begins with a part that has its comment there.
    pub(super) fn runs(&self, anchor: PartPosition, pieces: &[PartText], gone: &[bool]) -> Vec<Range<usize>> {
        let is_last = self.next(anchor).is_none_or(|next| next == self.parts.len());
        let mut starts = vec![0];
        starts.extend(
            (1..pieces.len()).filter(|at| !is_last && self.own_comment(anchor, &pieces[*at..], gone).is_some()),
        );
        let ends = starts[1..].iter().copied().chain([pieces.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }

    /// The columns next to new parts below a comment of their own that ends at `end`.
    pub(super) fn columns_below(&self, anchor: PartPosition, end: usize) -> Columns {
        let part = self.next(anchor).and_then(|next| self.parts.get(next));
        let is_next_line = part.is_some_and(|part| breaks(&self.text[end..part.span().start]) == 1);
        let below = self.next(anchor).filter(|_| is_next_line && self.bare_lines).and_then(|next| self.column(next));
        Columns { above: None, below }
    }

    /// Inserts parts below a comment of their own that ends at `end`. `ends`: no part is kept after them.
    pub(super) fn below_comment(&self, new: &PlacedParts, end: usize, ends: bool) -> Vec<Splice> {
        let (PartPosition::Before(at) | PartPosition::After(at)) = new.anchor else { return Vec::new() };
        let spacing = self.spacing(new.anchor);
        let (comma, mut last_comma) = (self.comma_near(at, &spacing), self.comma_near(at, &spacing));
        let mut splices = Vec::new();
        if let PartPosition::After(at) = new.anchor {
            last_comma = self.last_comma(at, &spacing, ends);
            if self.gaps[at + 1].comma.is_none() {
                splices.push(Splice::insert(self.parts[at].span().end, self.added_comma(at, &spacing)));
            }
        }
        let mut text = String::new();
        for (index, piece) in new.pieces.iter().enumerate() {
            text += &piece.empty_lines(index, &spacing);
            text += &spacing;
            text += &piece.text(&spacing, if index + 1 == new.pieces.len() { last_comma } else { comma });
        }
        splices.push(Splice::insert(end, text));
        splices
    }

    /// The index of the part behind new ones.
    fn next(&self, anchor: PartPosition) -> Option<usize> {
        match anchor {
            PartPosition::Before(at) => Some(at),
            PartPosition::After(at) => Some(at + 1),
            PartPosition::Instead => None,
        }
    }
}
