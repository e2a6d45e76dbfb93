//! Maps and lists alike: the parts between the commas.

use std::ops::Range;

use crate::{Data, Entry, Node};

/// An entry of a map or an element of a list.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The entry, in a map.
    pub(crate) entry: Option<&'a Entry>,
    /// The value.
    pub(crate) value: &'a Node,
}

impl Part<'_> {
    /// The bytes from the key, or the value where there is none, to the value's end.
    pub(crate) fn span(&self) -> Range<usize> {
        self.entry.map_or(self.value.span().start, |entry| entry.name_span().start)..self.value.span().end
    }
}

/// The parts of a node in the file's order; a scalar has none.
pub(crate) fn parts(node: &Node) -> Vec<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Map(entries) => entries.iter().map(|e| Part { entry: Some(e), value: &e.value }).collect(),
        Data::List(items) => items.iter().map(|value| Part { entry: None, value }).collect(),
    }
}

/// The first part, without a look at the others.
pub(crate) fn first(node: &Node) -> Option<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => None,
        Data::Map(entries) => entries.first().map(|e| Part { entry: Some(e), value: &e.value }),
        Data::List(items) => items.first().map(|value| Part { entry: None, value }),
    }
}

/// Whether a map or list is written in its brackets. Others are written as tables, blocks, or lines of
/// dotted keys: those are their format's own business.
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

/// Whether a value is a text of several lines behind `<<`, whose last line must hold nothing else.
pub(crate) fn is_heredoc(text: &str, node: &Node) -> bool {
    let text = text.get(node.span()).unwrap_or_default();
    matches!(node.data, Data::Scalar(_)) && text.starts_with("<<") && text.contains('\n')
}
