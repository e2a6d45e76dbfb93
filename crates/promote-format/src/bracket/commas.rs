//! The place of the commas between parts on lines of their own: at the ends of the lines, or at their starts.
//!
//! ```text
//! {                { "a": 1
//!   "a": 1,        , "b": 2
//!   "b": 2         }
//! }
//! ```

use std::ops::Range;

use super::blanks::line_indent;
use super::gap::{Sides, gap};
use super::part_text::PartText;
use super::parts::Part;
use super::syntax::Syntax;

/// The place of commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommaPlace {
    /// At the end of the line of the previous part.
    Trailing,
    /// At the start of the line of the next part.
    Leading(LeadingCommas),
}

/// Commas that start the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeadingCommas {
    /// The blanks after a comma.
    pub(crate) after: String,
    /// The indentation of the commas relative to the line of the opening bracket; `None` if the first part is on that
    /// line. Then the commas are below the bracket.
    pub(crate) indent: Option<String>,
}

impl CommaPlace {
    /// The place of the commas of a map or list that has its `brackets` at this byte range; `None` if its first two parts
    /// are on one line or have no comma.
    pub(crate) fn of(text: &str, brackets: Range<usize>, parts: &[Part<'_>], syntax: &Syntax) -> Option<Self> {
        let [first, second, ..] = parts else { return None };
        // Where line breaks separate entries, no comma can start a line.
        let is_bare = syntax.bare_lines && first.entry.is_some();
        if is_bare || !text[brackets.clone()].contains('\n') {
            return None;
        }
        let between = first.span().end..second.span().start;
        let gap = gap(text, between.clone(), Sides { ahead: true, behind: true }, syntax)?;
        match gap.leading_comma() {
            Some(comma) => {
                let after = &text[comma.end..second.span().start];
                let after = if after.trim_start_matches([' ', '\t']).is_empty() { after } else { " " };
                let is_below = text[brackets.start..first.span().start].contains('\n');
                let own = line_indent(text, comma.start).strip_prefix(line_indent(text, brackets.start));
                let indent = is_below.then(|| own.unwrap_or_default().to_owned());
                Some(Self::Leading(LeadingCommas { after: after.to_owned(), indent }))
            }
            None => (gap.comma_on_line() && text[between].contains('\n')).then_some(Self::Trailing),
        }
    }

    /// The commas if they start the lines.
    pub(crate) fn leading(&self) -> Option<&LeadingCommas> {
        match self {
            Self::Trailing => None,
            Self::Leading(commas) => Some(commas),
        }
    }
}

impl LeadingCommas {
    /// A comma with the blanks after it.
    pub(crate) fn comma(&self) -> String {
        format!(",{}", self.after)
    }

    /// A part with the comma that it has at this index.
    pub(crate) fn text(&self, part: &PartText, index: usize) -> String {
        match index {
            0 if part.lead.contains('\n') => part.after_comma(&self.blanks()),
            0 => part.after_comma(""),
            _ => part.after_comma(&self.comma()),
        }
    }

    /// Blanks as wide as a comma with the blanks after it, for a first part that has no comma.
    pub(crate) fn blanks(&self) -> String {
        format!(" {}", self.after)
    }
}
