//! New parts beside comments: a comment never gets behind a bracket or another part, and nothing gets behind a comment on
//! its line.

use super::blanks::{breaks, line_indent};
use super::gap::comment;
use super::layout::{PartLayout, PartPosition};
use super::part_text::PartText;
use super::parts::is_heredoc;

impl PartLayout<'_> {
    /// The start of the text that new parts before the one at `at` replace, and what precedes them: a line break if
    /// comments above them would get behind the bracket or the part ahead.
    pub(super) fn opening(&self, at: usize, pieces: &[PartText], spacing: &str) -> (usize, String) {
        let (lead, blank) = (self.gaps[at].lead, self.blank(at));
        let commented = pieces.first().is_some_and(|piece| !piece.lead.is_empty());
        match commented && spacing.contains('\n') && breaks(blank) == 0 {
            true if at == 0 => (lead - blank.len(), spacing.to_owned()),
            true => (lead, spacing.to_owned()),
            false => (lead, String::new()),
        }
    }

    /// The end of what belongs to the line of the part at `at`, with the comments on the lines directly below it, unless they
    /// are those of the next part.
    pub(super) fn below(&self, at: usize) -> usize {
        let gap = &self.gaps[at + 1];
        let comma = gap.comma.as_ref().map_or(gap.lead, |comma| comma.start);
        let limit = if gap.comma_on_line() { gap.lead } else { gap.lead.min(comma) };
        let mut end = gap.tail_end;
        while let Some(next) = self.comment_below(end, limit) {
            end = next;
        }
        end
    }

    /// The end of the comment on the line below the byte `at`, before the byte `limit`.
    fn comment_below(&self, at: usize, limit: usize) -> Option<usize> {
        let rest = self.text.get(at..limit)?.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let end = limit - rest.len() + comment(rest, self.syntax)?;
        self.ends_line(end).then_some(end)
    }

    /// Whether only blanks follow on the line.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with('\n')
    }

    /// The text between a comma and the next part around `anchor`.
    pub(super) fn spacing(&self, anchor: PartPosition) -> String {
        let example = self.example(anchor);
        let spacing = match (example.find('\n'), example.rfind('\n')) {
            (Some(first), Some(last)) => {
                // An empty line separates two particular parts, so do not repeat it.
                let carriage = if example[..first].ends_with('\r') { "\r" } else { "" };
                return format!("{carriage}{}", &example[last..]);
            }
            _ if self.parts.len() > 1 => example,
            _ if self.one_line => self.usual_gap,
            _ => " ",
        };
        match anchor {
            PartPosition::After(at) if self.closes_line(at) => self.line_below(at),
            _ => spacing.to_owned(),
        }
    }

    /// Whether nothing can follow a part on its line: it is a heredoc, or a comment ends the line.
    fn closes_line(&self, at: usize) -> bool {
        let gap = &self.gaps[at + 1];
        is_heredoc(self.text, self.parts[at].value) || (!gap.tail.is_empty() && self.ends_line(gap.tail_end))
    }

    /// The line break between the line of the part at `at` and a new part.
    fn line_below(&self, at: usize) -> String {
        let next = if at + 1 < self.parts.len() { self.blank(at + 1) } else { "" };
        if let Some(newline) = next.rfind('\n') {
            return format!("{}{}", self.newline, &next[newline + 1..]);
        }
        let start = self.parts[at].span().start;
        let shares = !self.text[self.brackets.start..start].contains('\n');
        let unit = if shares { self.unit_at(at).unwrap_or_else(|| "  ".to_owned()) } else { String::new() };
        format!("{}{}{unit}", self.newline, line_indent(self.text, start))
    }
}
