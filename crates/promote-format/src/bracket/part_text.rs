//! A part of the source as text for the target, with its comments.

use std::ops::Range;

use super::gap::{PartGap, breaks, empty_lines, gaps};
use super::parts::{Part, bracketed, is_heredoc, parts};
use super::select::Selection;
use super::style::line_indent;
use super::write::{InsertContext, PartWriter};
use crate::Node;
use crate::line_block::EntryGaps;

/// A new entry or element with its comments.
#[derive(Clone, Default)]
pub(crate) struct PartText {
    /// The comments above it, up to its first byte.
    pub(crate) lead: String,
    /// The key and the value.
    pub(crate) body: String,
    /// The comments after it, with the blanks before them.
    pub(crate) tail: String,
    /// The end of the key in `body`, if blanks behind it can align the equals sign.
    pub(crate) name_end: Option<usize>,
    /// Its surroundings in the source.
    pub(crate) gaps: EntryGaps,
    /// Whether it ends with a line that allows nothing else, so that no comma may follow.
    pub(crate) ends_line: bool,
}

impl PartText {
    /// The same with the part of the target that follows it in the source.
    pub(crate) fn followed(mut self, follower: Option<usize>) -> Self {
        self.gaps.follower = follower;
        self
    }

    /// The line breaks of the empty lines between it and the previous one of several new parts.
    pub(crate) fn empty_lines(&self, index: usize, around: &str) -> String {
        if index == 0 { String::new() } else { line_breaks(self.gaps.before, around) }
    }

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
    /// The gaps between the parts of a map or list of the source; `None` if it is not in brackets.
    pub(crate) fn gaps(&self, node: &Node) -> Option<Vec<PartGap>> {
        if !bracketed(self.source, node) {
            return None;
        }
        gaps(self.source, node.span(), &parts(node), self.syntax)
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
        let name_end = self.aligned_name(part, &body).filter(|_| !context.one_line);
        PartText { ends_line, name_end, ..self.commented(gaps, at, part, body, context) }
    }

    /// The part at `at` with its comments, taken from `gaps`, and the body that its format has written.
    pub(crate) fn commented(
        &self,
        gaps: Option<&[PartGap]>,
        at: usize,
        part: &Part<'_>,
        body: String,
        context: &InsertContext,
    ) -> PartText {
        let Some([ahead, behind]) = gaps.and_then(|gaps| gaps.get(at..at + 2)) else {
            return PartText { body, ..PartText::default() };
        };
        let span = part.span();
        let lead = self.lead(ahead, span.start, context);
        let mut tail = String::new();
        for comment in &behind.tail {
            let before = self.source[..comment.start].trim_end_matches([' ', '\t']).len();
            tail += &self.source[before..comment.start];
            tail += &self.comments(&self.source[comment.clone()], comment.start, context);
        }
        let has_next = gaps.is_some_and(|gaps| at + 2 < gaps.len());
        let gaps = EntryGaps {
            before: if at > 0 { empty_lines(self.source, ahead) } else { 0 },
            behind: if has_next { empty_lines(self.source, behind) } else { 0 },
            is_first: at == 0,
            follower: None,
            is_long: lead.contains('\n') || body.contains('\n'),
        };
        PartText { lead, body, tail, gaps, ..PartText::default() }
    }

    /// The end of the key in the text of an entry on one line whose equals sign can be aligned.
    fn aligned_name(&self, part: &Part<'_>, body: &str) -> Option<usize> {
        let name = &self.source[part.entry?.name_span()];
        let can_align = self.syntax.bare_lines && !body.contains('\n') && body.strip_prefix(name)?.starts_with(" =");
        can_align.then_some(name.len())
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

/// The line breaks of a number of empty lines, if there are lines.
pub(crate) fn line_breaks(count: usize, around: &str) -> String {
    match around.find('\n') {
        Some(_) if around.starts_with('\r') => "\r\n".repeat(count),
        Some(_) => "\n".repeat(count),
        None => String::new(),
    }
}

/// The length of the blanks at the start of a text.
fn blanks_at(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
