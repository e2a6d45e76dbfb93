//! The layout of one map or list of the target: removing and inserting parts with their commas and comments.

use std::collections::BTreeMap;

use super::align::{Columns, align};
use super::commas::{CommaPlace, LeadingCommas};
use super::gap::{PartGap, Sides, breaks, empty_lines, gap, gaps};
use super::part_text::{PartText, line_breaks};
use super::parts::{Part, bracketed};
use super::separators::Separators;
use super::style::{blank_before, is_one_line, line_indent, local_unit};
use super::syntax::Syntax;
use super::write::{InsertContext, PartWriter};
use crate::line_block::{EntryGaps, EntryPosition, Gaps, NewPosition};
use crate::splice::Splice;
use crate::{Data, Node};

/// The position of a new part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PartPosition {
    /// Before the part at this index.
    Before(usize),
    /// After the part at this index.
    After(usize),
    /// In place of all parts, none of which is kept.
    Instead,
}

/// New parts, and the empty lines around them.
pub(super) struct PlacedParts {
    /// The position.
    pub(super) anchor: PartPosition,
    /// The parts.
    pub(super) pieces: Vec<PartText>,
    /// The empty lines before the first one and behind the last one.
    pub(super) gaps: Gaps,
    /// The end of a comment of the first part that the target already has.
    pub(super) comment: Option<usize>,
}

/// A map or list of the target that has parts.
pub(crate) struct PartLayout<'a> {
    pub(super) text: &'a str,
    pub(super) node: &'a Node,
    pub(super) parts: &'a [Part<'a>],
    /// The gap before each part, and after the last.
    pub(super) gaps: Vec<PartGap>,
    /// The commas, if they start the lines.
    pub(super) leading: Option<LeadingCommas>,
    one_line: bool,
    /// The blanks after a comma on one line, if this node has no example.
    blank: &'a str,
    /// The separators of its parts.
    pub(super) separators: Separators,
    /// Whether line breaks could separate its entries.
    pub(super) bare_lines: bool,
    /// Whether each entry may have another sign between its key and its value.
    pub(super) free_colons: bool,
}

impl<'a> PartLayout<'a> {
    /// The layout of `node`, whose `parts` are not empty; `None` if it is not a sequence of parts in brackets.
    pub(crate) fn new(
        text: &'a str,
        node: &'a Node,
        parts: &'a [Part<'a>],
        part_writer: &'a PartWriter<'_>,
    ) -> Option<Self> {
        let syntax = part_writer.syntax;
        if !bracketed(text, node) {
            return None;
        }
        let gaps = gaps(text, node, parts, syntax)?;
        let one_line = is_one_line(text, node);
        let free_colons = syntax.bare_lines && matches!(node.data, Data::Map(_));
        let bare_lines = free_colons && !one_line;
        let leading = match CommaPlace::of(text, node, parts, syntax) {
            Some(commas) => {
                commas.leading().filter(|_| gaps[1..parts.len()].iter().all(|gap| gap.comma_leads)).cloned()
            }
            // A single part has no example.
            None if parts.len() == 1 && has_lines(text, node, parts) && !bare_lines && gaps[1].comma.is_none() => {
                part_writer.commas().leading().cloned()
            }
            None => None,
        };
        let blank = part_writer.gap();
        let starts_line = |gap: &PartGap| breaks(blank_before(text, gap.lead)) > 0;
        let starts_line: Vec<bool> = gaps[..parts.len()].iter().map(starts_line).collect();
        let separators = if bare_lines { Separators::of(&gaps, &starts_line) } else { Separators::Commas };
        Some(Self { text, node, parts, gaps, leading, one_line, blank, separators, bare_lines, free_colons })
    }

    /// The surroundings of a new part at `anchor`.
    pub(crate) fn context(&self, anchor: PartPosition) -> InsertContext {
        let (beside, from) = match anchor {
            PartPosition::Before(at) => (at, self.parts[at].span().start),
            PartPosition::After(at) => (at, self.parts[at].span().end),
            PartPosition::Instead => (0, self.parts[0].span().start),
        };
        let spacing = match (&self.leading, anchor) {
            (Some(commas), PartPosition::After(at)) => self.leading_break(commas, at + 1),
            (Some(commas), _) => self.leading_break(commas, beside),
            (None, _) => self.spacing(anchor),
        };
        let indent = match spacing.rfind('\n') {
            Some(newline) => &spacing[newline + 1..],
            None => self.indent_of_line(from),
        };
        InsertContext {
            one_line: self.one_line,
            indent: indent.to_owned(),
            unit: self.unit_at(beside),
            colon: self.colon_at(anchor),
            hang: 0,
        }
    }

    /// The surroundings of the value of the part at `at`, for a replacement.
    pub(crate) fn value_context(&self, at: usize) -> InsertContext {
        let start = self.parts[at].value.span().start;
        let indent = self.indent_of_line(start);
        let hang = if self.leading.is_some() { chars_before(self.text, start) - indent.chars().count() } else { 0 };
        InsertContext {
            one_line: self.one_line,
            indent: indent.to_owned(),
            unit: self.unit_at(at),
            hang,
            ..InsertContext::default()
        }
    }

    /// Not needed on one line, where the line may be the whole file.
    fn indent_of_line(&self, at: usize) -> &'a str {
        if self.one_line { "" } else { line_indent(self.text, at) }
    }

    /// One level of indentation around the part at `at`, otherwise of this node.
    fn unit_at(&self, at: usize) -> Option<String> {
        let around = [Some(at), at.checked_sub(1), Some(at + 1)];
        let mut neighbours = around.into_iter().flatten().filter_map(|i| self.parts.get(i));
        neighbours.find_map(|part| local_unit(self.text, part.value)).or_else(|| local_unit(self.text, self.node))
    }

    /// Removes the parts that are `gone` and inserts new ones at their positions, with commas and blanks.
    pub(crate) fn arranged(&self, gone: &[bool], new: &BTreeMap<PartPosition, Vec<PartText>>) -> Vec<Splice> {
        if let Some(pieces) = new.get(&PartPosition::Instead) {
            return self.instead(&self.placed(PartPosition::Instead, pieces, gone).pieces);
        }
        let placed = new.iter().flat_map(|(anchor, pieces)| {
            let runs = self.runs(*anchor, pieces, gone).into_iter();
            runs.map(|run| self.placed(*anchor, &pieces[run], gone))
        });
        let placed: Vec<PlacedParts> = placed.collect();
        if let Some(commas) = &self.leading {
            return self.arranged_leading(commas, gone, &placed);
        }
        let mut splices = Vec::new();
        let last = gone.iter().rposition(|gone| !gone);
        for first in (0..gone.len()).filter(|at| gone[*at] && (*at == 0 || !gone[at - 1])) {
            let next = (first..gone.len()).find(|at| !gone[*at]).unwrap_or(gone.len());
            let before = first.checked_sub(1).map(PartPosition::After);
            let joined = before.is_some_and(|before| placed.iter().any(|new| new.anchor == before));
            splices.extend(self.cut(first, next, joined).into_iter().map(Splice::cut));
        }
        for new in &placed {
            let ends = last.is_some_and(|last| new.anchor == PartPosition::After(last));
            splices.extend(match new.anchor {
                _ if new.comment.is_some() => self.below_comment(new, new.comment.unwrap_or_default(), ends),
                PartPosition::Before(at) => self.before(at, new),
                PartPosition::After(at) => self.after(at, new, ends),
                PartPosition::Instead => Vec::new(),
            });
        }
        splices
    }

    /// New parts at their place: those that belong to the next part, behind empty lines, go directly before that one.
    fn placed(&self, anchor: PartPosition, pieces: &[PartText], gone: &[bool]) -> PlacedParts {
        let mut pieces = pieces.to_vec();
        let (at, next) = match anchor {
            PartPosition::Before(at) => (EntryPosition::Before(at), at + 1),
            PartPosition::After(at) => (EntryPosition::After(at), at + 1),
            PartPosition::Instead => {
                align(&mut pieces, Columns::default());
                return PlacedParts { anchor, pieces, gaps: Gaps::default(), comment: None };
            }
        };
        let there = (next < self.parts.len()).then(|| empty_lines(self.text, &self.gaps[next]));
        let position = NewPosition { at, there, next_is_gone: gone.get(next) == Some(&true) };
        let new: Vec<EntryGaps> = pieces.iter().map(|piece| piece.gaps).collect();
        if let Some(end) = self.own_comment(anchor, &pieces, gone).filter(|_| self.spacing(anchor).contains('\n')) {
            pieces[0].lead.clear();
            align(&mut pieces, self.columns_below(anchor, end));
            return PlacedParts { anchor, pieces, gaps: Gaps::default(), comment: Some(end) };
        }
        let anchor = if position.joins(&new) { PartPosition::Before(next) } else { anchor };
        let gaps = position.gaps(&new);
        if self.spacing(anchor).contains('\n') {
            align(&mut pieces, self.columns(anchor, gaps, gone));
        }
        PlacedParts { anchor, pieces, gaps, comment: None }
    }

    /// Removes all parts, but keeps the comments that belong to none of them.
    pub(crate) fn emptied(&self) -> Vec<Splice> {
        self.cut(0, self.parts.len(), false).into_iter().map(Splice::cut).collect()
    }

    /// Whether the node has comments that belong to none of its parts.
    pub(crate) fn has_free_comments(&self) -> bool {
        self.gaps.iter().any(|gap| gap.free.is_some()) || !self.gaps[0].tail.is_empty()
    }

    /// Whether a comma follows the last part.
    pub(super) fn ends_with_comma(&self) -> bool {
        self.gaps[self.parts.len()].comma.is_some()
    }

    fn before(&self, at: usize, new: &PlacedParts) -> Vec<Splice> {
        let spacing = self.spacing(PartPosition::Before(at));
        let mut text = String::new();
        for (index, piece) in new.pieces.iter().enumerate() {
            text += &piece.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &piece.text(&spacing, self.comma_near(at, &spacing));
        }
        vec![Splice::insert(self.gaps[at].lead, text + &line_breaks(new.gaps.behind, &spacing) + &spacing)]
    }

    /// Inserts parts after the one at `at`. `ends`: no part is kept after it.
    fn after(&self, at: usize, new: &PlacedParts, ends: bool) -> Vec<Splice> {
        let pieces = &new.pieces;
        let (spacing, gap, end) =
            (self.spacing(PartPosition::After(at)), &self.gaps[at + 1], self.parts[at].span().end);
        if gap.comma.is_some() && !gap.comma_on_line() {
            // Commas start the lines here, and a comment would swallow one.
            let text: String = pieces.iter().map(|piece| format!(",{spacing}{}", piece.body)).collect();
            return vec![Splice::insert(end, text)];
        }
        let (comma, last_comma) = (self.comma_near(at, &spacing), self.last_comma(at, &spacing, ends));
        let rest = self.text[gap.tail_end..].trim_start_matches([' ', '\t', '\r']);
        let line_ends = rest.is_empty() || rest.starts_with('\n');
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
        if gap.tail_end == end {
            return vec![Splice::insert(end, format!("{comma}{text}"))];
        }
        vec![Splice::insert(end, comma), Splice::insert(gap.tail_end, text)]
    }

    fn instead(&self, pieces: &[PartText]) -> Vec<Splice> {
        let count = self.parts.len();
        let free = (1..count).find(|at| self.gaps[*at].free.is_some());
        let through = free.unwrap_or(count);
        let text = match &self.leading {
            Some(commas) => self.leading_instead(commas, pieces, self.gaps[through].tail_end),
            None => self.trailing_instead(pieces),
        };
        let mut splices = vec![Splice::replace(self.gaps[0].lead..self.gaps[through].tail_end, text)];
        if through < count {
            splices.extend(self.cut(through, count, true).into_iter().map(Splice::cut));
        }
        splices
    }

    /// Parts in place of all others: the text from the first to the last.
    fn trailing_instead(&self, pieces: &[PartText]) -> String {
        let spacing = self.spacing(PartPosition::Instead);
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            let last = index + 1 == pieces.len();
            let comma = if last && !self.ends_with_comma() { "" } else { self.comma_near(0, &spacing) };
            text += &piece.empty_lines(index, &spacing);
            text += if index == 0 { "" } else { &spacing };
            text += &piece.text(&spacing, comma);
        }
        text
    }

    /// The blanks between the comma or bracket and the part at `at` with its comments.
    pub(super) fn blank(&self, at: usize) -> &'a str {
        blank_before(self.text, self.gaps[at].lead)
    }

    /// The text between a comma and the next part around `anchor`.
    pub(super) fn spacing(&self, anchor: PartPosition) -> String {
        let example = self.example(anchor);
        match (example.find('\n'), example.rfind('\n')) {
            (Some(first), Some(last)) => {
                // An empty line separates two particular parts, so do not repeat it.
                let carriage = if example[..first].ends_with('\r') { "\r" } else { "" };
                format!("{carriage}{}", &example[last..])
            }
            _ if self.parts.len() > 1 => example,
            _ if self.one_line => self.blank.to_owned(),
            _ => " ".to_owned(),
        }
    }
}

/// The number of characters on a line before the byte `at`.
fn chars_before(text: &str, at: usize) -> usize {
    text[..at].chars().rev().take_while(|c| *c != '\n').count()
}

/// Whether a bracket is on another line than the part next to it.
fn has_lines(text: &str, node: &Node, parts: &[Part<'_>]) -> bool {
    let (node, first, last) = (node.span(), parts[0].span(), parts[parts.len() - 1].span());
    text[node.start..first.start].contains('\n') || text[last.end..node.end].contains('\n')
}

/// The position for new parts in a map or list that contains only comments: after the last comment.
pub(crate) fn behind_comments(text: &str, node: &Node, syntax: &Syntax) -> Option<usize> {
    if !bracketed(text, node) {
        return None;
    }
    let inside = node.span().start + 1..node.span().end - 1;
    let gap = gap(text, inside.clone(), Sides { ahead: false, behind: false }, syntax)?;
    if gap.tail.is_empty() && gap.free.is_none() {
        return None;
    }
    Some(node.span().start + 1 + text[inside].trim_end_matches([' ', '\t', '\r', '\n']).len())
}
