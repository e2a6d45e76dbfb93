//! A part of the source as text for the target, with its comments.

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

/// The line breaks of a number of empty lines, if there are lines.
pub(crate) fn line_breaks(count: usize, around: &str) -> String {
    match around.find('\n') {
        Some(_) if around.starts_with('\r') => "\r\n".repeat(count),
        Some(_) => "\n".repeat(count),
        None => String::new(),
    }
}
