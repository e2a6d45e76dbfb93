//! Parts of the source for the target, with their comments.

use std::ops::Range;

use super::blanks::{breaks, line_indent};
use super::gap::{PartGap, empty_lines, gaps, paragraphs};
use super::part_text::PartText;
use super::parts::{Part, bracketed, is_heredoc, parts};
use super::select::Selection;
use super::write::{InsertContext, PartWriter};
use crate::Node;
use crate::line_block::EntryGaps;

impl PartWriter<'_> {
    /// The gaps between the parts of a map or list of the source; `None` if it is not in brackets.
    pub(crate) fn gaps(&self, node: &Node) -> Option<Vec<PartGap>> {
        if !bracketed(self.source, node) {
            return None;
        }
        gaps(self.source, node.span(), &parts(node), self.syntax)
    }

    /// Whether empty lines precede each part of the source between these gaps.
    pub(crate) fn paragraphs(&self, gaps: &[PartGap]) -> Vec<bool> {
        paragraphs(self.source, gaps)
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

/// The length of the blanks at the start of a text.
fn blanks_at(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
