//! Where things are in a file: columns, indicators, and how a value is written.

use std::ops::Range;

use super::scan;
use crate::{Data, Entry, Node, Origin, Parsed};

/// A file's text, looked at through its nodes.
#[derive(Clone, Copy)]
pub(crate) struct YamlText<'a> {
    /// The whole file.
    pub(crate) text: &'a str,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeStyle {
    /// Not at all: a null, perhaps with an anchor or a tag.
    Unwritten,
    /// Begins behind its indicator: plain, quoted, an alias.
    Scalar,
    /// In brackets or braces.
    Flow,
    /// Behind `|` or `>`, on lines of its own.
    BlockScalar,
    /// A block map.
    BlockMap,
    /// A block list.
    BlockList,
}

impl<'a> YamlText<'a> {
    /// The layout of a file that was read, whose bytes are text.
    pub(crate) fn of(file: &'a Parsed) -> Self {
        Self { text: std::str::from_utf8(&file.bytes).unwrap_or_default() }
    }

    /// The column of a byte, from 0, a byte order mark not counted.
    pub(crate) fn col(self, at: usize) -> usize {
        at.saturating_sub(self.behind_mark(scan::line_start(self.text, at)))
    }

    /// `at`, or behind the byte order mark that stands there.
    pub(crate) fn behind_mark(self, at: usize) -> usize {
        if at == 0 && self.text.starts_with('\u{feff}') { 3 } else { at }
    }

    /// The indentation of the line that holds `at`.
    pub(crate) fn indent(self, at: usize) -> usize {
        let line = &self.text[self.behind_mark(scan::line_start(self.text, at))..];
        line.bytes().take_while(|b| *b == b' ').count()
    }

    /// Whether only blanks stand before `at` on its line.
    pub(crate) fn begins_line(self, at: usize) -> bool {
        let start = scan::line_start(self.text, at);
        self.text[start..at].trim_start_matches('\u{feff}').bytes().all(|b| b == b' ')
    }

    /// Behind the line break of the line that holds `at`.
    pub(crate) fn next_line(self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        rest.iter().position(|b| *b == b'\n').map_or(self.text.len(), |i| at + i + 1)
    }

    /// The text of the line that begins at `at`.
    pub(crate) fn line(self, at: usize) -> &'a str {
        &self.text[at..scan::line_end(self.text, at)]
    }

    /// A node's anchor, `&` included.
    pub(crate) fn anchor(self, node: &Node) -> Option<Range<usize>> {
        let mut at = node.span().start;
        while let Some(end) = self.property(at, node.span().end) {
            if self.text[at..].starts_with('&') {
                return Some(at..end);
            }
            at = scan::skip(self.text, end);
        }
        None
    }

    /// Where a node's content begins, behind its anchor and tag.
    pub(crate) fn content(self, node: &Node) -> usize {
        let mut at = node.span().start;
        while let Some(end) = self.property(at, node.span().end) {
            let next = scan::skip(self.text, end);
            if next >= node.span().end {
                return end;
            }
            at = next;
        }
        at
    }

    fn property(self, at: usize, end: usize) -> Option<usize> {
        let text = self.text.get(at..end)?;
        text.starts_with(['&', '!']).then(|| at + text.find(char::is_whitespace).unwrap_or(text.len()))
    }

    /// How a node is written.
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

    /// How far a block scalar's text is indented under the key or dash in `column`; `None` where its
    /// header says so itself, or there is no text.
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

    /// Whether an entry is written in its map, and not brought by a merge key.
    pub(crate) fn is_own(self, entry: &Entry) -> bool {
        let merged = matches!(entry.value.origin(), Origin::Derived(_)) && entry.name != "<<";
        !(merged && &self.text[entry.name_span()] == "<<")
    }

    /// How many children of a map or list are written in it.
    pub(crate) fn own_count(self, node: &Node) -> usize {
        match &node.data {
            Data::Map(entries) => entries.iter().take_while(|e| self.is_own(e)).count(),
            Data::List(items) => items.len(),
            Data::Scalar(_) => 0,
        }
    }

    /// Where a child begins: its key, its dash, or in a flow list the element.
    pub(crate) fn child_start(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => match entries.get(index) {
                Some(entry) => self.key_start(entry.name_span().start),
                // A block map of nothing but a merge of nothing.
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

    /// The question mark before an explicit key; else the key.
    fn key_start(self, name: usize) -> usize {
        let before = self.text[scan::line_start(self.text, name)..name].trim_end_matches([' ', '\t']);
        let explicit = before.ends_with('?') && before.len() < name && before.trim_start_matches([' ', '-']).len() == 1;
        if explicit { scan::line_start(self.text, name) + before.len() - 1 } else { name }
    }

    /// Behind the colon or dash that leads to a child; behind its key, where there is no colon.
    pub(crate) fn indicator(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => scan::behind(self.text, entries[index].name_span().end, b':'),
            Data::List(_) if self.style(container) == NodeStyle::Flow => self.child_start(container, index),
            _ => self.child_start(container, index) + 1,
        }
    }
}
