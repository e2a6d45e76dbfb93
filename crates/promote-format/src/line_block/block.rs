//! A text whose lines are entries.

use std::ops::Range;

/// A part of a text whose lines are entries.
#[derive(Debug, Clone)]
pub(crate) struct LineBlock<'a> {
    /// The whole text, which ends with a line break.
    pub(crate) text: &'a str,
    /// The lines of this block, to the end of a line break. It starts at the start of a line, after a byte order mark, or
    /// where the first entry starts if that one shares its line with other content (`- a: 1` in YAML).
    pub(crate) span: Range<usize>,
    /// The byte ranges of the entries in order, without the comments above and behind them. Comment lines below an entry
    /// that belong to it, because of their indentation, are a part of its range.
    pub(crate) entries: Vec<Range<usize>>,
    /// The starts of comment lines.
    pub(crate) comments: &'static [&'static str],
    /// Whether the block is the whole file, so that a comment above the first entry describes the file.
    pub(crate) is_root: bool,
    /// Whether each entry is removed; empty if none is.
    pub(crate) gone: Vec<bool>,
    /// Whether empty lines below each entry would become a part of it; empty if that is so for none.
    pub(crate) keeps: Vec<bool>,
    /// Whether entries of several lines follow the block's own habit of empty lines; if not, the caller counts them.
    pub(crate) has_habit: bool,
    /// Whether no empty line is written, or left where an entry was removed.
    pub(crate) is_dense: bool,
}

impl<'a> LineBlock<'a> {
    /// The entries of a part of a text.
    pub(crate) fn new(
        text: &'a str,
        span: Range<usize>,
        entries: Vec<Range<usize>>,
        comments: &'static [&'static str],
    ) -> Self {
        let (gone, keeps) = (Vec::new(), Vec::new());
        Self { text, span, entries, comments, is_root: false, gone, keeps, has_habit: true, is_dense: false }
    }

    /// The same block, of which these entries are removed.
    pub(crate) fn without(self, gone: &[bool]) -> Self {
        Self { gone: gone.to_vec(), ..self }
    }

    /// Whether the block starts inside a line: the first entry shares it with other content.
    pub(super) fn is_inside_line(&self) -> bool {
        let line = self.text[..self.span.start].rfind('\n').map_or(0, |newline| newline + 1);
        !self.text[line..self.span.start].trim_start_matches('\u{feff}').trim().is_empty()
    }

    /// Whether an entry is removed by the same edit.
    pub(super) fn is_gone(&self, index: usize) -> bool {
        self.gone.get(index) == Some(&true)
    }

    /// Whether empty lines below an entry would become a part of it.
    pub(super) fn keeps_lines(&self, index: usize) -> bool {
        self.keeps.get(index) == Some(&true)
    }
}
