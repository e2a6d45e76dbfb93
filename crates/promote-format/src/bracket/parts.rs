//! The parts between the commas of a map or list.

use std::ops::Range;

use crate::{Data, Entry, Node};

/// An entry of a map or an element of a list.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The entry, in a map.
    pub(crate) entry: Option<&'a Entry>,
    /// The value.
    pub(crate) value: &'a Node,
    start: usize,
    end: usize,
}

impl<'a> Part<'a> {
    /// A part with its own byte range, in a format where the key and the value do not tell it.
    pub(crate) fn spanning(entry: Option<&'a Entry>, value: &'a Node, span: Range<usize>) -> Self {
        Self { entry, value, start: span.start, end: span.end }
    }

    fn entry(entry: &'a Entry) -> Self {
        Self::spanning(Some(entry), &entry.value, entry.name_span().start..entry.value.span().end)
    }

    fn element(value: &'a Node) -> Self {
        Self::spanning(None, value, value.span())
    }

    /// The byte range from the key, if there is one, to the end of the value.
    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The parts of a node in the order of the file; a scalar has none.
pub(crate) fn parts(node: &Node) -> Vec<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Map(entries) => entries.iter().map(Part::entry).collect(),
        Data::List(items) => items.iter().map(Part::element).collect(),
    }
}

/// The first part.
pub(crate) fn first(node: &Node) -> Option<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => None,
        Data::Map(entries) => entries.first().map(Part::entry),
        Data::List(items) => items.first().map(Part::element),
    }
}

/// Whether a map or list is written in brackets. Other notations are tables, blocks and lines of dotted keys,
/// which their formats handle themselves.
pub(crate) fn bracketed(text: &str, node: &Node) -> bool {
    let (open, close) = match node.data {
        Data::Scalar(_) => return false,
        Data::Map(_) => ('{', '}'),
        Data::List(_) => ('[', ']'),
    };
    let inside = first(node).is_none_or(|part| part.span().start > node.span().start);
    let text = text.get(node.span()).unwrap_or_default();
    inside && text.len() > 1 && text.starts_with(open) && text.ends_with(close)
}

/// Whether a value is a heredoc (a multi-line string after `<<`). Nothing may follow on its last line.
pub(crate) fn is_heredoc(text: &str, node: &Node) -> bool {
    let text = text.get(node.span()).unwrap_or_default();
    matches!(node.data, Data::Scalar(_)) && text.starts_with("<<") && text.contains('\n')
}
