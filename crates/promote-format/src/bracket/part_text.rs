//! A part of the source as text for the target, with its comments.

use std::ops::Range;

use super::gap::{PartGap, breaks, gaps};
use super::parts::{Part, bracketed, is_heredoc, parts};
use super::select::Selection;
use super::style::{blank_before, line_indent};
use super::write::{InsertContext, PartWriter};
use crate::Node;

/// A new entry or element with its comments.
#[derive(Default)]
pub(crate) struct PartText {
    /// The comments above it, up to its first byte.
    pub(crate) lead: String,
    /// The key and the value.
    pub(crate) body: String,
    /// The comments after it, with the blanks before them.
    pub(crate) tail: String,
    /// Whether an empty line separates it from the previous part in the source.
    pub(crate) apart: bool,
    /// Whether it ends with a line that allows nothing else, so that no comma may follow.
    pub(crate) ends_line: bool,
}

impl PartText {
    /// The text with its comma. Comments are dropped on a shared line.
    pub(crate) fn text(&self, around: &str, comma: &str) -> String {
        let comma = if self.ends_line { "" } else { comma };
        if around.contains('\n') {
            format!("{}{}{comma}{}", self.lead, self.body, self.tail)
        } else {
            format!("{}{comma}", self.body)
        }
    }

    /// The text with a comma before it, below the comments above it.
    pub(crate) fn after_comma(&self, comma: &str) -> String {
        let above = self.lead.rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.lead[above..];
        let beside = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - beside.len()];
        format!("{}{indent}{comma}{beside}{}{}", &self.lead[..above], self.body, self.tail)
    }
}

impl PartWriter<'_> {
    /// The gaps between the parts of a map or list of the source; `None` if they cannot contain comments.
    pub(crate) fn gaps(&self, node: &Node) -> Option<Vec<PartGap>> {
        let silent = self.syntax.line_comments.is_empty() && !self.syntax.block_comments;
        if silent || !bracketed(self.source, node) {
            return None;
        }
        gaps(self.source, node, &parts(node), self.syntax)
    }

    /// The part at `at` with its comments, taken from `gaps`.
    pub(crate) fn piece(
        &self,
        gaps: Option<&[PartGap]>,
        at: usize,
        part: &Part<'_>,
        selection: &Selection<'_>,
        context: &InsertContext,
    ) -> PartText {
        let body = self.part(part, selection, context);
        let ends_line = self.syntax.bare_lines
            && part.entry.is_some()
            && body.contains('\n')
            && is_heredoc(self.source, part.value);
        let Some([ahead, behind]) = gaps.and_then(|gaps| gaps.get(at..at + 2)) else {
            return PartText { body, ends_line, ..PartText::default() };
        };
        let span = part.span();
        let lead = self.lead(ahead, span.start, context);
        let mut tail = String::new();
        for comment in &behind.tail {
            let before = self.source[..comment.start].trim_end_matches([' ', '\t']).len();
            tail += &self.source[before..comment.start];
            tail += &self.comments(&self.source[comment.clone()], comment.start, context);
        }
        let apart = at > 0 && breaks(blank_before(self.source, ahead.lead)) > 1;
        PartText { lead, body, tail, apart, ends_line }
    }

    /// The comments above a part of the source that starts at the byte `to`, without its comma.
    fn lead(&self, gap: &PartGap, to: usize, context: &InsertContext) -> String {
        let comma = gap.comma.clone().filter(|_| gap.comma_leads);
        let above = comma.as_ref().map_or(String::new(), |comma| self.lead_of(gap.lead..comma.start, context));
        let from = comma.map_or(gap.lead, |comma| comma.end + blanks_at(&self.source[comma.end..to]));
        above + &self.lead_of(from..to, context)
    }

    fn lead_of(&self, range: Range<usize>, context: &InsertContext) -> String {
        let lead = self.source[range.clone()].trim_end_matches([' ', '\t', '\r', '\n']);
        let between = &self.source[range.start + lead.len()..range.end];
        match (lead, breaks(between)) {
            ("", _) => String::new(),
            (lead, 0) => format!("{}{between}", self.comments(lead, range.start, context)),
            (lead, _) => format!("{}{}{}", self.comments(lead, range.start, context), self.newline(), context.indent),
        }
    }

    /// Comments of the source that start at the byte `at`.
    fn comments(&self, text: &str, at: usize, context: &InsertContext) -> String {
        self.indent(line_indent(self.source, at), None, context).comments(text)
    }
}

/// The length of the blanks at the start of a text.
fn blanks_at(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
