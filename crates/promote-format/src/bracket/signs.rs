//! The commas and colons of new parts: those of their nearest neighbours.

use super::layout::{PartLayout, PartPosition};
use super::parts::is_heredoc;
use super::separators::Separators;

impl PartLayout<'_> {
    /// The comma of a new part next to the one at `at`, where `spacing` is between parts.
    pub(super) fn comma_near(&self, at: usize, spacing: &str) -> &'static str {
        match self.separators {
            Separators::Commas => ",",
            Separators::Lines => "",
            Separators::Mixed if self.gaps[at + 1].comma.is_some() || !spacing.contains('\n') => ",",
            Separators::Mixed => "",
        }
    }

    /// The comma behind the last of the new parts after the one at `at`. `ends`: no part is kept after it.
    pub(super) fn last_comma(&self, at: usize, spacing: &str, ends: bool) -> &'static str {
        match self.separators {
            Separators::Mixed if self.gaps[at + 1].comma.is_some() => ",",
            _ if ends && !self.ends_with_comma() => "",
            _ => self.comma_near(at, spacing),
        }
    }

    /// The comma for the part at `at`, which has none, before new parts.
    pub(super) fn added_comma(&self, at: usize, spacing: &str) -> String {
        let is_heredoc = is_heredoc(self.text, self.parts[at].value);
        match self.separators {
            _ if is_heredoc && self.bare_lines => String::new(),
            Separators::Mixed if spacing.contains('\n') => String::new(),
            Separators::Lines => String::new(),
            // Nothing may follow the end of a heredoc on its line.
            _ if is_heredoc => format!("{},", spacing.trim_end_matches(',')),
            Separators::Commas | Separators::Mixed => ",".to_owned(),
        }
    }

    /// The blanks before the part that shows where new ones at `anchor` go.
    pub(super) fn example(&self, anchor: PartPosition) -> &str {
        let last = self.parts.len() - 1;
        match (self.separators, anchor) {
            _ if last == 0 => self.blank(0),
            (Separators::Mixed, PartPosition::Before(at)) => self.blank(at),
            (Separators::Mixed, PartPosition::After(at)) => self.blank(last.min(at + 1)),
            (_, PartPosition::Before(at) | PartPosition::After(at)) => self.blank(at.max(1)),
            (_, PartPosition::Instead) => self.blank(1),
        }
    }

    /// The text between the key and the value of the entry next to `anchor`, without the blanks that align it.
    pub(super) fn colon_at(&self, anchor: PartPosition) -> Option<String> {
        let at = match anchor {
            _ if !self.free_colons => return None,
            PartPosition::Before(at) | PartPosition::After(at) => at,
            PartPosition::Instead => return None,
        };
        let entry = self.parts[at].entry?;
        let between = self.text.get(entry.name_span().end..entry.value.span().start)?;
        let sign = between.trim();
        let is_plain = matches!(sign, "=" | ":") && !between.contains('\n');
        let before = if between.starts_with([' ', '\t']) { " " } else { "" };
        is_plain.then(|| format!("{before}{}", between.trim_start()))
    }
}
