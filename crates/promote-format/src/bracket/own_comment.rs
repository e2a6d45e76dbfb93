//! A new part whose comment the target already has, without the part: the part goes below that comment.

use std::ops::Range;

use super::align::Columns;
use super::blanks::breaks;
use super::layout::{PartLayout, PartPosition, PlacedParts};
use super::part_text::PartText;
use crate::splice::Splice;

/// New parts of which all but the first have no comment of their own in the target.
#[derive(Default)]
pub(super) struct Run {
    /// The parts.
    pub(super) pieces: Vec<PartText>,
    /// The bytes of the comment lines in the target that are those above the first part.
    pub(super) comment: Option<Range<usize>>,
    /// The byte before which the parts go, since the next ones have a comment there.
    pub(super) limit: Option<usize>,
    /// The empty lines before the first part and behind the last one.
    pub(super) before: usize,
    pub(super) behind: usize,
}

impl PartLayout<'_> {
    /// The new parts at `anchor` in runs, each of which but the first begins with a part that has its comment there.
    pub(super) fn runs(&self, anchor: PartPosition, pieces: &[PartText], gone: &[bool]) -> Vec<Run> {
        let next = self.next(anchor).filter(|_| self.leading.is_none() && self.spacing(anchor).contains('\n'));
        let mut lines = next.map(|next| self.lines_between(next, gone)).unwrap_or_default();
        let is_last = next.is_none_or(|next| next == self.parts.len());
        let mut runs: Vec<Run> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let found = if at == 0 || !is_last { own_comment(&lines, piece) } else { None };
            let comment = found.map(|found| {
                let bytes = lines[found.start].1.start..lines[found.end - 1].1.end;
                lines.drain(..found.end);
                bytes
            });
            match runs.last_mut() {
                Some(last) if comment.is_none() => last.pieces.push(piece.clone()),
                _ => runs.push(Run { pieces: vec![piece.clone()], comment, ..Run::default() }),
            }
        }
        for at in 1..runs.len() {
            runs[at - 1].limit = runs[at].comment.as_ref().map(|comment| self.line_end_before(comment.start));
        }
        runs
    }

    /// The lines of comments between the part before `next` and that one, each with its bytes. Comments
    /// before the comma are left out: a new part below one of them would need another comma.
    fn lines_between(&self, next: usize, gone: &[bool]) -> Vec<(&str, Range<usize>)> {
        let end = match self.parts.get(next) {
            // The comments of a removed part go with it.
            Some(_) if gone.get(next) == Some(&true) => self.documentation(next),
            Some(part) => part.span().start,
            None => self.brackets.end - 1,
        };
        let start = self.gaps[next].comma.as_ref().map_or(0, |comma| comma.end).max(self.gaps[next].tail_end);
        // Whole lines: not the rest of the previous part's line, and not the start of the next one's.
        let between = self.text.get(start..end).unwrap_or_default();
        let Some((first, last)) = between.find('\n').zip(between.rfind('\n')) else { return Vec::new() };
        let first = start + first + 1;
        let lines = self.text[first..(start + last).max(first)].split('\n').scan(first, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((line.trim(), start..start + line.trim_end_matches('\r').len()))
        });
        lines.collect()
    }

    /// The end of the line above the one that starts at a byte.
    fn line_end_before(&self, line: usize) -> usize {
        let above = &self.text[..line];
        above.strip_suffix('\n').map_or(above, |above| above.strip_suffix('\r').unwrap_or(above)).len()
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

/// The lines that are the comment above a new part.
fn own_comment(lines: &[(&str, Range<usize>)], piece: &PartText) -> Option<Range<usize>> {
    let wanted: Vec<&str> = piece.lead.trim_end().lines().map(str::trim).collect();
    let is_wanted = |run: &[(&str, Range<usize>)]| run.iter().map(|(line, _)| line).eq(&wanted);
    let is_comment = wanted.last().is_some_and(|line| !line.is_empty());
    let found = lines.windows(wanted.len().max(1)).position(is_wanted).filter(|_| is_comment)?;
    Some(found..found + wanted.len())
}
