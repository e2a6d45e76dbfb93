//! The layout of a file: columns, indicators, and the style of each value.

use std::ops::Range;

use super::scan;
use crate::{Data, Entry, Node, Origin, Parsed};

/// The text of a file, accessed through its nodes.
#[derive(Clone, Copy)]
pub(crate) struct YamlText<'a> {
    /// The whole text.
    pub(crate) text: &'a str,
}

/// The style of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeStyle {
    /// Not written: a null, perhaps with an anchor or a tag.
    Unwritten,
    /// A plain or quoted scalar, or an alias.
    Scalar,
    /// A flow collection in brackets or braces.
    Flow,
    /// A block scalar after `|` or `>`.
    BlockScalar,
    /// A block mapping.
    BlockMap,
    /// A block sequence.
    BlockList,
}

impl<'a> YamlText<'a> {
    /// The layout of a parsed file. Its bytes are UTF-8.
    pub(crate) fn of(file: &'a Parsed) -> Self {
        Self { text: std::str::from_utf8(&file.bytes).unwrap_or_default() }
    }

    /// The column of a byte, from 0. A byte order mark does not count.
    pub(crate) fn col(self, at: usize) -> usize {
        at.saturating_sub(self.behind_mark(scan::line_start(self.text, at)))
    }

    /// `at`, or the byte after the byte order mark if there is one at `at`.
    pub(crate) fn behind_mark(self, at: usize) -> usize {
        if at == 0 && self.text.starts_with('\u{feff}') { 3 } else { at }
    }

    /// The indentation of the line that contains `at`.
    pub(crate) fn indent(self, at: usize) -> usize {
        let line = &self.text[self.behind_mark(scan::line_start(self.text, at))..];
        line.bytes().take_while(|b| *b == b' ').count()
    }

    /// Whether only blanks precede `at` on its line.
    pub(crate) fn begins_line(self, at: usize) -> bool {
        let start = scan::line_start(self.text, at);
        self.text[start..at].trim_start_matches('\u{feff}').bytes().all(|b| b == b' ')
    }

    /// The start of the line after the one that contains `at`.
    pub(crate) fn next_line(self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        rest.iter().position(|b| *b == b'\n').map_or(self.text.len(), |i| at + i + 1)
    }

    /// The text of the line that starts at `at`.
    pub(crate) fn line(self, at: usize) -> &'a str {
        &self.text[at..scan::line_end(self.text, at)]
    }

    /// The anchor of a node, `&` included.
    pub(crate) fn anchor(self, node: &Node) -> Option<Range<usize>> {
        let mut at = node.span().start;
        while let Some(end) = self.property(at, node) {
            if self.text[at..].starts_with('&') {
                return Some(at..end);
            }
            at = scan::skip(self.text, end);
        }
        None
    }

    /// The start of a node's content, after its anchor and tag.
    pub(crate) fn content(self, node: &Node) -> usize {
        let mut at = node.span().start;
        while let Some(end) = self.property(at, node) {
            let next = scan::skip(self.text, end);
            if next >= node.span().end {
                return end;
            }
            at = next;
        }
        at
    }

    /// The end of the anchor or tag of a node that begins at `at`. On the line of the first key of a block mapping, it is
    /// that key's: `!!merge <<: *base` (YAML 1.2.2, section 8.2.2).
    fn property(self, at: usize, node: &Node) -> Option<usize> {
        let text = self.text.get(at..node.span().end)?;
        let length = text.starts_with(['&', '!']).then(|| text.find(char::is_whitespace).unwrap_or(text.len()))?;
        let behind = text[length..].trim_start_matches([' ', '\t']);
        let is_of_key = matches!(node.data, Data::Map(_))
            && !behind.is_empty()
            && !behind.starts_with(['\n', '\r', '{', '&', '!', '#', '*']);
        (!is_of_key).then_some(at + length)
    }

    /// The style of a node.
    pub(crate) fn style(self, node: &Node) -> NodeStyle {
        let at = self.content(node);
        if at >= node.span().end {
            return NodeStyle::Unwritten;
        }
        match (self.text.as_bytes()[at], &node.data) {
            (b'|' | b'>', Data::Scalar(_)) => NodeStyle::BlockScalar,
            (b'*', _) if matches!(node.origin(), Origin::Derived(_)) => NodeStyle::Scalar,
            (_, Data::Scalar(_)) => NodeStyle::Scalar,
            (b'{' | b'[', _) => NodeStyle::Flow,
            (_, Data::Map(_)) => NodeStyle::BlockMap,
            (_, Data::List(_)) => NodeStyle::BlockList,
        }
    }

    /// The indentation of a block scalar's text relative to the key or dash in `column`; `None` if its header
    /// specifies the indentation, or there is no text.
    pub(crate) fn literal_width(self, node: &Node, column: usize) -> Option<usize> {
        let content = self.content(node);
        let header = self.text[content..].bytes().take_while(|b| !b.is_ascii_whitespace());
        if header.into_iter().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let body = &self.text[self.next_line(content).min(node.span().end)..node.span().end];
        let first = body.lines().find(|line| !line.trim().is_empty())?;
        (first.len() - first.trim_start_matches(' ').len()).checked_sub(column)
    }

    /// Whether an entry is written in its mapping and not added by a merge key.
    pub(crate) fn is_own(self, entry: &Entry) -> bool {
        !entry.is_merged_in(self.text.as_bytes())
    }

    /// The number of children that are written in the mapping or sequence itself.
    pub(crate) fn own_count(self, node: &Node) -> usize {
        match &node.data {
            Data::Map(entries) => entries.iter().take_while(|e| self.is_own(e)).count(),
            Data::List(items) => items.len(),
            Data::Scalar(_) => 0,
        }
    }

    /// The start of a child: its key or dash, or, in a flow sequence, the element.
    pub(crate) fn child_start(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => match entries.get(index) {
                Some(entry) => self.key_start(entry.name_span().start),
                // A block mapping that holds only an empty merge.
                None => scan::skip(self.text, self.content(container)),
            },
            Data::List(items) if self.style(container) == NodeStyle::Flow => items[index].span().start,
            Data::List(items) => {
                let from = match index {
                    0 => self.content(container),
                    _ => items[index - 1].span().end,
                };
                scan::skip(self.text, from)
            }
            Data::Scalar(_) => container.span().start,
        }
    }

    /// The question mark of an explicit key; otherwise the key.
    fn key_start(self, name: usize) -> usize {
        let before = self.text[scan::line_start(self.text, name)..name].trim_end_matches([' ', '\t']);
        let explicit = before.ends_with('?') && before.len() < name && before.trim_start_matches([' ', '-']).len() == 1;
        if explicit { scan::line_start(self.text, name) + before.len() - 1 } else { name }
    }

    /// The end of the colon or dash before a child; the end of the key if there is no colon.
    pub(crate) fn indicator(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => scan::behind(self.text, entries[index].name_span().end, b':'),
            Data::List(_) if self.style(container) == NodeStyle::Flow => self.child_start(container, index),
            _ => self.child_start(container, index) + 1,
        }
    }
}
