//! Blanks and line breaks in a text.

/// The number of line breaks in a text.
pub(crate) fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}

/// The blanks at the start of the line that contains `at`.
pub(crate) fn line_indent(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The blanks directly before the byte `at`.
pub(crate) fn blank_before(text: &str, at: usize) -> &str {
    let before = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
    &text[before.len()..at]
}
