//! Inserting new parts with their commas, comments and empty lines.

use super::align::{Columns, align};
use super::gap::empty_lines;
use super::layout::{PartLayout, PartPosition, PlacedParts};
use super::own_comment::Run;
use super::part_text::{PartText, line_breaks};
use crate::line_block::{EntryGaps, EntryPosition, Gaps, NewPosition};
use crate::splice::Splice;

impl PartLayout<'_> {
    /// New parts at their places: those that belong to the next part, behind empty lines, go directly before that one, and
    /// those whose comment the target has go below it.
    pub(super) fn placed(&self, anchor: PartPosition, pieces: &[PartText], gone: &[bool]) -> Vec<PlacedParts> {
        let (at, next) = match anchor {
            PartPosition::Before(at) => (EntryPosition::Before(at), at + 1),
            PartPosition::After(at) => (EntryPosition::After(at), at + 1),
            PartPosition::Instead => {
                let mut pieces = pieces.to_vec();
                align(&mut pieces, Columns::default());
                return vec![PlacedParts { anchor, pieces, gaps: Gaps::default(), comment: None, start: 0 }];
            }
        };
        let there = (next < self.parts.len()).then(|| empty_lines(self.text, &self.gaps[next]));
        let position = NewPosition { at, there, next_is_gone: gone.get(next) == Some(&true) };
        let new: Vec<EntryGaps> = pieces.iter().map(|piece| piece.gaps).collect();
        let (gaps, joins) = (position.gaps(&new), position.joins(&new).then_some(next));
        let mut runs = self.runs(anchor, pieces, gone);
        if let Some(first) = runs.first_mut() {
            first.before = gaps.before;
        }
        if let Some(last) = runs.last_mut() {
            last.behind = gaps.behind;
        }
        runs.into_iter().map(|run| self.placed_run(anchor, run, joins, gone)).collect()
    }

    fn placed_run(&self, anchor: PartPosition, run: Run, joins: Option<usize>, gone: &[bool]) -> PlacedParts {
        let mut pieces = run.pieces;
        let usual = match anchor {
            PartPosition::After(at) if self.spacing(anchor).contains('\n') => self.below(at),
            PartPosition::After(at) => self.gaps[at + 1].tail_end,
            _ => 0,
        };
        let start = run.limit.map_or(usual, |limit| usual.min(limit));
        if let Some(comment) = run.comment {
            pieces[0].lead.clear();
            align(&mut pieces, self.columns_below(anchor, comment.end));
            return PlacedParts { anchor, pieces, gaps: Gaps::default(), comment: Some(comment.end), start };
        }
        let gaps = Gaps { before: run.before, behind: run.behind };
        let is_free = |next: usize, limit: usize| limit + self.blank(next).len() >= self.gaps[next].lead;
        let joins = joins.filter(|next| run.limit.is_none_or(|limit| is_free(*next, limit)));
        let anchor = joins.map_or(anchor, PartPosition::Before);
        if self.spacing(anchor).contains('\n') {
            align(&mut pieces, self.columns(anchor, gaps, gone));
        }
        PlacedParts { anchor, pieces, gaps, comment: None, start }
    }

    pub(super) fn before(&self, at: usize, new: &PlacedParts) -> Vec<Splice> {
        let spacing = self.spacing(PartPosition::Before(at));
        let (start, mut text) = self.opening(at, &new.pieces, &spacing);
        for (index, piece) in new.pieces.iter().enumerate() {
            text += &piece.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &piece.text(&spacing, self.comma_near(at, &spacing));
        }
        text += &line_breaks(new.gaps.behind, &spacing);
        vec![Splice::replace(start..self.gaps[at].lead, text + &spacing)]
    }

    /// Inserts parts after the one at `at`. `ends`: no part is kept after it.
    pub(super) fn after(&self, at: usize, new: &PlacedParts, ends: bool) -> Vec<Splice> {
        let pieces = &new.pieces;
        let (spacing, gap, end) =
            (self.spacing(PartPosition::After(at)), &self.gaps[at + 1], self.parts[at].span().end);
        if gap.comma.is_some() && !gap.comma_on_line() {
            // Commas start the lines here, and a comment would swallow one.
            let text: String = pieces.iter().map(|piece| format!(",{spacing}{}", piece.body)).collect();
            return vec![Splice::insert(end, text)];
        }
        let (comma, last_comma) = (self.comma_near(at, &spacing), self.last_comma(at, &spacing, ends));
        let line_ends = self.ends_line(new.start);
        let mut text = line_breaks(new.gaps.before, &spacing);
        for (index, piece) in pieces.iter().enumerate() {
            let last = index + 1 == pieces.len();
            let around = if last && !line_ends { "" } else { spacing.as_str() };
            text += &piece.empty_lines(index, &spacing);
            text += &spacing;
            text += &piece.text(around, if last { last_comma } else { comma });
        }
        text += &line_breaks(new.gaps.behind, &spacing);
        let comma = if gap.comma.is_some() { String::new() } else { self.added_comma(at, &spacing) };
        if new.start == end {
            return vec![Splice::insert(end, format!("{comma}{text}"))];
        }
        vec![Splice::insert(end, comma), Splice::insert(new.start, text)]
    }

    pub(super) fn instead(&self, pieces: &[PartText]) -> Vec<Splice> {
        let count = self.parts.len();
        let free = (1..count).find(|at| self.gaps[*at].free.is_some());
        let through = free.unwrap_or(count);
        let end = self.gaps[through].tail_end;
        let (start, text) = match &self.leading {
            Some(commas) => self.leading_instead(commas, pieces, end),
            None => self.trailing_instead(pieces, end),
        };
        let mut splices = vec![Splice::replace(start..end, text)];
        if through < count {
            splices.extend(self.cut(through, count, pieces.last()).into_iter().map(Splice::cut));
        }
        splices
    }

    /// Parts in place of all others, from the first to the byte `end`: the start of the replaced text, and the new one.
    fn trailing_instead(&self, pieces: &[PartText], end: usize) -> (usize, String) {
        let spacing = self.spacing(PartPosition::Instead);
        let (start, mut text) = self.opening(0, pieces, &spacing);
        for (index, piece) in pieces.iter().enumerate() {
            let last = index + 1 == pieces.len();
            let comma = if last && !self.ends_with_comma() { "" } else { self.comma_near(0, &spacing) };
            let around = if last && !self.ends_line(end) { "" } else { spacing.as_str() };
            text += &piece.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &piece.text(around, comma);
        }
        (start, text)
    }
}
