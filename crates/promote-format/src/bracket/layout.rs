//! The layout of one map or list of the target: removing and inserting parts with their commas and comments.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use super::blanks::{blank_before, breaks, line_indent};
use super::commas::{CommaPlace, LeadingCommas};
use super::gap::{PartGap, gaps, paragraphs};
use super::part_text::PartText;
use super::parts::{Part, bracketed};
use super::separators::Separators;
use super::style::local_unit;
use super::syntax::Syntax;
use super::write::{InsertContext, PartWriter};
use crate::line_block::Gaps;
use crate::splice::Splice;
use crate::{Data, Node};

/// The position of a new part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartPosition {
    /// Before the part at this index.
    Before(usize),
    /// After the part at this index.
    After(usize),
    /// In place of all parts, none of which is kept.
    Instead,
}

impl Ord for PartPosition {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |at: &Self| match *at {
            Self::Before(index) => (index, true),
            Self::After(index) => (index + 1, false),
            Self::Instead => (usize::MAX, true),
        };
        place(self).cmp(&place(other))
    }
}

impl PartialOrd for PartPosition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
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
    /// The end of the line ahead, and of the comments directly below it.
    pub(super) start: usize,
}

/// A map or list of the target that has parts.
pub(crate) struct PartLayout<'a> {
    pub(super) text: &'a str,
    node: &'a Node,
    /// The byte range from the opening to the closing bracket.
    pub(super) brackets: Range<usize>,
    pub(super) parts: &'a [Part<'a>],
    pub(super) syntax: &'a Syntax,
    /// The gap before each part, and after the last.
    pub(super) gaps: Vec<PartGap>,
    /// The commas, if they start the lines.
    pub(super) leading: Option<LeadingCommas>,
    pub(super) one_line: bool,
    /// The line break.
    pub(super) newline: &'static str,
    /// The blanks after a comma on one line, if this node has no example.
    pub(super) usual_gap: &'a str,
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
        if !bracketed(text, node) {
            return None;
        }
        Self::within(text, node, node.span(), parts, part_writer)
    }

    /// The layout of a node that has its `brackets` at this byte range.
    pub(crate) fn within(
        text: &'a str,
        node: &'a Node,
        brackets: Range<usize>,
        parts: &'a [Part<'a>],
        part_writer: &'a PartWriter<'_>,
    ) -> Option<Self> {
        let syntax = part_writer.syntax;
        let gaps = gaps(text, brackets.clone(), parts, syntax)?;
        let one_line = !text[brackets.clone()].contains('\n');
        let free_colons = syntax.bare_lines && matches!(node.data, Data::Map(_));
        let bare_lines = free_colons && !one_line;
        let leading = leading(text, &brackets, parts, &gaps, part_writer).filter(|_| !bare_lines);
        let newline = if text[brackets.clone()].contains("\r\n") { "\r\n" } else { "\n" };
        let usual_gap = part_writer.gap();
        let starts_line = |gap: &PartGap| breaks(blank_before(text, gap.lead)) > 0;
        let starts_line: Vec<bool> = gaps[..parts.len()].iter().map(starts_line).collect();
        let separators = if bare_lines { Separators::of(&gaps, &starts_line) } else { Separators::Commas };
        Some(Self {
            text,
            node,
            brackets,
            parts,
            syntax,
            gaps,
            leading,
            one_line,
            newline,
            usual_gap,
            separators,
            bare_lines,
            free_colons,
        })
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
    pub(super) fn unit_at(&self, at: usize) -> Option<String> {
        let around = [Some(at), at.checked_sub(1), Some(at + 1)];
        let mut neighbours = around.into_iter().flatten().filter_map(|i| self.parts.get(i));
        neighbours.find_map(|part| local_unit(self.text, part.value)).or_else(|| local_unit(self.text, self.node))
    }

    /// Removes the parts that are `gone` and inserts new ones at their positions, with commas and blanks.
    pub(crate) fn arranged(mut self, gone: &[bool], new: &BTreeMap<PartPosition, Vec<PartText>>) -> Vec<Splice> {
        if let Some(pieces) = new.get(&PartPosition::Instead) {
            let placed = self.placed(PartPosition::Instead, pieces, gone);
            self.leave_other_comments(gone);
            return placed.iter().flat_map(|new| self.instead(&new.pieces)).collect();
        }
        let placed = new.iter().flat_map(|(anchor, pieces)| self.placed(*anchor, pieces, gone));
        let placed: Vec<PlacedParts> = placed.collect();
        self.leave_other_comments(gone);
        if let Some(commas) = &self.leading {
            return self.arranged_leading(commas, gone, &placed);
        }
        let mut splices = Vec::new();
        let joined = last_ones(&placed);
        let last = gone.iter().rposition(|gone| !gone);
        for first in (0..gone.len()).filter(|at| gone[*at] && (*at == 0 || !gone[at - 1])) {
            let next = (first..gone.len()).find(|at| !gone[*at]).unwrap_or(gone.len());
            let joined = first.checked_sub(1).and_then(|at| joined.get(&at).copied());
            splices.extend(self.cut(first, next, joined).into_iter().map(Splice::cut));
        }
        for (index, new) in placed.iter().enumerate() {
            let has_more = placed.get(index + 1).is_some_and(|next| next.anchor == new.anchor);
            let ends = last.is_some_and(|last| new.anchor == PartPosition::After(last)) && !has_more;
            splices.extend(match new.anchor {
                _ if new.comment.is_some() => self.below_comment(new, new.comment.unwrap_or_default(), ends),
                PartPosition::Before(at) => self.before(at, new),
                PartPosition::After(at) => self.after(at, new, ends),
                PartPosition::Instead => Vec::new(),
            });
        }
        splices
    }

    /// Removes all parts, but keeps the comments that belong to none of them.
    pub(crate) fn emptied(mut self) -> Vec<Splice> {
        self.leave_other_comments(&vec![true; self.parts.len()]);
        self.cut(0, self.parts.len(), None).into_iter().map(Splice::cut).collect()
    }

    /// Whether the node has comments that belong to none of its parts.
    pub(crate) fn has_free_comments(&self) -> bool {
        let is_undocumenting = |at| self.documentation(at) > self.gaps[at].lead;
        self.gaps.iter().any(|gap| gap.free.is_some())
            || !self.gaps[0].tail.is_empty()
            || (0..self.parts.len()).any(is_undocumenting)
    }

    /// Whether empty lines precede each part.
    pub(super) fn paragraphs(&self) -> Vec<bool> {
        paragraphs(self.text, &self.gaps)
    }

    /// Whether a comma follows the last part.
    pub(super) fn ends_with_comma(&self) -> bool {
        self.gaps[self.parts.len()].comma.is_some()
    }

    /// The blanks between the comma or bracket and the part at `at` with its comments.
    pub(super) fn blank(&self, at: usize) -> &'a str {
        blank_before(self.text, self.gaps[at].lead)
    }
}

/// The last of the new parts directly after each part.
pub(super) fn last_ones(placed: &[PlacedParts]) -> BTreeMap<usize, &PartText> {
    let after = |new: &PlacedParts| if let PartPosition::After(at) = new.anchor { Some(at) } else { None };
    placed.iter().filter_map(|new| Some((after(new)?, new.pieces.last()?))).collect()
}

/// The commas of a map or list if they start the lines.
fn leading(
    text: &str,
    brackets: &Range<usize>,
    parts: &[Part<'_>],
    gaps: &[PartGap],
    part_writer: &PartWriter<'_>,
) -> Option<LeadingCommas> {
    match CommaPlace::of(text, brackets.clone(), parts, part_writer.syntax) {
        Some(own) => own.leading().filter(|_| gaps[1..parts.len()].iter().all(|gap| gap.comma_leads)).cloned(),
        // A single part has no example.
        None if parts.len() == 1 && has_lines(text, brackets, parts) && gaps[1].comma.is_none() => {
            part_writer.commas().leading().cloned()
        }
        None => None,
    }
}

/// The number of characters on a line before the byte `at`.
fn chars_before(text: &str, at: usize) -> usize {
    text[..at].chars().rev().take_while(|c| *c != '\n').count()
}

/// Whether a bracket is on another line than the part next to it.
fn has_lines(text: &str, brackets: &Range<usize>, parts: &[Part<'_>]) -> bool {
    let (first, last) = (parts[0].span(), parts[parts.len() - 1].span());
    text[brackets.start..first.start].contains('\n') || text[last.end..brackets.end].contains('\n')
}
