//! The layout of one map or list of the target: removing and inserting parts with their commas and comments.

use std::collections::BTreeMap;
use std::ops::Range;

use super::commas::{CommaPlace, LeadingCommas};
use super::gap::{PartGap, Sides, breaks, gap, gaps};
use super::part_text::PartText;
use super::parts::{Part, bracketed, is_heredoc};
use super::style::{blank_before, is_one_line, line_indent, local_unit};
use super::syntax::Syntax;
use super::write::{InsertContext, PartWriter};
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

/// A map or list of the target that has parts.
pub(crate) struct PartLayout<'a> {
    pub(super) text: &'a str,
    pub(super) node: &'a Node,
    pub(super) parts: &'a [Part<'a>],
    /// The gap before each part, and after the last.
    pub(super) gaps: Vec<PartGap>,
    /// The commas, if they start the lines.
    leading: Option<LeadingCommas>,
    one_line: bool,
    /// Whether every part has an empty line before it.
    spaced: bool,
    /// The blanks after a comma on one line, if this node has no example.
    blank: &'a str,
    /// Whether its entries are separated by line breaks without commas.
    bare: bool,
    /// Whether line breaks could separate its entries.
    bare_lines: bool,
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
        let bare_lines = syntax.bare_lines && matches!(node.data, Data::Map(_)) && !one_line;
        let bare = bare_lines && gaps.iter().all(|gap| gap.comma.is_none());
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
        let mut layout = Self { text, node, parts, gaps, leading, one_line, spaced: false, blank, bare, bare_lines };
        layout.bare &= (0..parts.len()).all(|at| breaks(layout.blank(at)) > 0);
        layout.spaced = parts.len() > 2 && (1..parts.len()).all(|at| breaks(layout.blank(at)) > 1);
        Some(layout)
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
        let column = self.column_at(anchor).filter(|_| spacing.contains('\n'));
        InsertContext {
            one_line: self.one_line,
            indent: indent.to_owned(),
            unit: self.unit_at(beside),
            column,
            hang: 0,
        }
    }

    /// The column of the equals signs next to `anchor`.
    fn column_at(&self, anchor: PartPosition) -> Option<usize> {
        let near = match anchor {
            _ if !self.bare_lines => return None,
            PartPosition::Before(at) => [Some(at), None],
            PartPosition::After(at) => [Some(at), (breaks(self.blank(at + 1)) == 1).then_some(at + 1)],
            PartPosition::Instead => return None,
        };
        near.into_iter().flatten().filter_map(|at| self.parts.get(at)).find_map(|part| {
            let (span, entry) = (part.span(), part.entry?);
            let between = self.text.get(entry.name_span().end..entry.value.span().start)?;
            let blanks = between.find('=').filter(|blanks| *blanks > 0 && !self.text[span].contains('\n'))?;
            Some(self.text[entry.name_span()].chars().count() + blanks)
        })
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
            return self.instead(pieces);
        }
        if let Some(commas) = &self.leading {
            return self.arranged_leading(commas, gone, new);
        }
        let mut splices = Vec::new();
        let last = gone.iter().rposition(|gone| !gone);
        for first in (0..gone.len()).filter(|at| gone[*at] && (*at == 0 || !gone[at - 1])) {
            let next = (first..gone.len()).find(|at| !gone[*at]).unwrap_or(gone.len());
            let joined = first.checked_sub(1).is_some_and(|at| new.contains_key(&PartPosition::After(at)));
            splices.extend(self.cut(first, next, joined).into_iter().map(Splice::cut));
        }
        for (anchor, pieces) in new {
            splices.extend(match *anchor {
                PartPosition::Before(at) => self.before(at, pieces),
                PartPosition::After(at) => self.after(at, pieces, Some(at) == last),
                PartPosition::Instead => Vec::new(),
            });
        }
        splices
    }

    /// Removes all parts, but keeps the comments that belong to none of them.
    pub(crate) fn emptied(&self) -> Vec<Splice> {
        self.cut(0, self.parts.len(), false).into_iter().map(Splice::cut).collect()
    }

    /// Whether the node has comments that belong to none of its parts.
    pub(crate) fn has_free_comments(&self) -> bool {
        self.gaps.iter().any(|gap| gap.free.is_some()) || !self.gaps[0].tail.is_empty()
    }

    fn comma(&self) -> &'static str {
        if self.bare { "" } else { "," }
    }

    /// Whether a comma follows the last part.
    fn ends_with_comma(&self) -> bool {
        self.gaps[self.parts.len()].comma.is_some()
    }

    fn before(&self, at: usize, pieces: &[PartText]) -> Vec<Splice> {
        let spacing = self.spacing(PartPosition::Before(at));
        let text: String = pieces.iter().map(|piece| piece.text(&spacing, self.comma()) + &spacing).collect();
        vec![Splice::insert(self.gaps[at].lead, text)]
    }

    /// Inserts parts after the one at `at`. `ends`: no part is kept after it.
    fn after(&self, at: usize, pieces: &[PartText], ends: bool) -> Vec<Splice> {
        let (spacing, gap, end) =
            (self.spacing(PartPosition::After(at)), &self.gaps[at + 1], self.parts[at].span().end);
        if gap.comma.is_some() && !gap.comma_on_line() {
            // Commas start the lines here, and a comment would swallow one.
            let text: String = pieces.iter().map(|piece| format!(",{spacing}{}", piece.body)).collect();
            return vec![Splice::insert(end, text)];
        }
        let last_comma = if ends && !self.ends_with_comma() { "" } else { self.comma() };
        let rest = self.text[gap.tail_end..].trim_start_matches([' ', '\t', '\r']);
        let line_ends = rest.is_empty() || rest.starts_with('\n');
        // Do not put an empty line between neighbours that have none.
        let close = self.spaced || (at + 1 < self.parts.len() && breaks(self.blank(at + 1)) < 2);
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            let last = index + 1 == pieces.len();
            let around = if last && !line_ends { "" } else { spacing.as_str() };
            if piece.apart && !close && spacing.contains('\n') {
                text += if spacing.starts_with('\r') { "\r\n" } else { "\n" };
            }
            text += &spacing;
            text += &piece.text(around, if last { last_comma } else { self.comma() });
        }
        let comma = match is_heredoc(self.text, self.parts[at].value) {
            _ if gap.comma.is_some() => String::new(),
            true if self.bare_lines => String::new(),
            // Nothing may follow the end of a heredoc on its line.
            true => format!("{}{}", spacing.trim_end_matches(','), self.comma()),
            false => self.comma().to_owned(),
        };
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
            let comma = if last && !self.ends_with_comma() { "" } else { self.comma() };
            text += &piece.text(&spacing, comma);
            text += if last { "" } else { &spacing };
        }
        text
    }

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
        let comma_stays = self.leading.is_none() && !self.ends_with_comma();
        if next == self.parts.len() && first > 0 && comma_stays && !(joined && ahead.comma_on_line()) {
            if ahead.tail.is_empty() && ahead.free.is_none() {
                ranges.push(self.line_end(self.parts[first - 1].span().end)..self.gaps[next].tail_end);
            } else {
                ranges.extend(ahead.comma.clone());
            }
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
        // Of the blanks on either side, keep those with more lines: they separate groups of entries.
        if first > 0 && breaks(behind) > breaks(ahead) {
            return start - ahead.len()..end - behind.len();
        }
        let indent = |blank: &str| blank.rfind('\n').map(|newline| blank.len() - newline - 1);
        match (indent(ahead), indent(behind)) {
            // Whole lines are removed, so the next part keeps its own indentation.
            (Some(from), Some(to)) => start - from..end - to,
            _ => start..end,
        }
    }

    /// The blanks between the comma or bracket and the part at `at` with its comments.
    pub(super) fn blank(&self, at: usize) -> &'a str {
        blank_before(self.text, self.gaps[at].lead)
    }

    /// The text between a comma and the next part around `anchor`.
    fn spacing(&self, anchor: PartPosition) -> String {
        let at = match anchor {
            PartPosition::Before(at) | PartPosition::After(at) => at,
            PartPosition::Instead => 0,
        };
        let example = if self.parts.len() > 1 { self.blank(at.max(1)) } else { self.blank(0) };
        match (example.find('\n'), example.rfind('\n')) {
            (Some(_), _) if self.spaced => example.to_owned(),
            (Some(first), Some(last)) => {
                // An empty line separates two particular parts, so do not repeat it.
                let carriage = if example[..first].ends_with('\r') { "\r" } else { "" };
                format!("{carriage}{}", &example[last..])
            }
            _ if self.parts.len() > 1 => example.to_owned(),
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

/// Blanks from their first line break.
fn line_break(blanks: &str) -> &str {
    if blanks.contains('\n') { blanks.trim_start_matches([' ', '\t']) } else { blanks }
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
