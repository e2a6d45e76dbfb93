//! A part of a text whose lines are entries.

use std::ops::Range;

/// A part of a text whose lines are entries.
#[derive(Debug, Clone)]
pub(crate) struct LineBlock<'a> {
    /// The whole text, which ends with a line break.
    pub(crate) text: &'a str,
    /// The lines of this body: from the start of a line (behind a byte order mark) to behind a line
    /// break.
    pub(crate) span: Range<usize>,
    /// The entries in order, each from its first byte to its last; comments around them not included.
    pub(crate) entries: Vec<Range<usize>>,
    /// What lines of comment begin with.
    pub(crate) comments: &'static [&'static str],
    /// Whether it is the whole file: then a comment above the first entry speaks of the file.
    pub(crate) is_root: bool,
}
