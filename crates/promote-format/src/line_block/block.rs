//! A text whose lines are entries.

use std::ops::Range;

/// A part of a text whose lines are entries.
#[derive(Debug, Clone)]
pub(crate) struct LineBlock<'a> {
    /// The whole text, which ends with a line break.
    pub(crate) text: &'a str,
    /// The lines of this block: from the start of a line (after a byte order mark) to the end of a line break.
    pub(crate) span: Range<usize>,
    /// The byte ranges of the entries in order, without the comments around them.
    pub(crate) entries: Vec<Range<usize>>,
    /// The starts of comment lines.
    pub(crate) comments: &'static [&'static str],
    /// Whether the block is the whole file, so that a comment above the first entry describes the file.
    pub(crate) is_root: bool,
    /// Whether each entry is removed; empty if none is.
    pub(crate) gone: Vec<bool>,
}

impl LineBlock<'_> {
    /// The same block, of which these entries are removed.
    pub(crate) fn without(self, gone: &[bool]) -> Self {
        Self { gone: gone.to_vec(), ..self }
    }
}
