//! Where things stand in a file: columns, dashes, and the lines that belong to an entry.
//!
//! An entry of a block map (an element of a block list likewise) owns these lines, its *chunk*:
//!
//! ```yaml
//! before: 1
//!
//! # its head: comment lines directly above, not indented deeper
//! key: value   # its trailing comment
//!   # its tail: comment lines below, indented deeper than its key
//! after: 2
//! ```

use std::ops::Range;

use super::scan;
use crate::format::{Data, Entry, Node, Origin, Parsed};

/// A file's text, looked at through its nodes.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    /// The whole file.
    pub text: &'a str,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Not at all: a null, perhaps with an anchor or a tag.
    Unwritten,
    /// Begins behind its indicator: plain, quoted, an alias.
    Scalar,
    /// In brackets or braces.
    Flow,
    /// Behind `|` or `>`, on lines of its own.
    Literal,
    /// A block map.
    Map,
    /// A block list.
    List,
}

/// The lines of an entry or element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The start of its first line, head comments included; `start` where others share that line.
    pub head: usize,
    /// Its key or its dash.
    pub start: usize,
    /// Behind its last line's break, tail comments included.
    pub end: usize,
    /// Whether it begins on a line that begins with something else (`- a: 1`).
    pub inline: bool,
}

impl<'a> Layout<'a> {
    /// The layout of a file that was read, whose bytes are text.
    pub fn of(file: &'a Parsed) -> Self {
        Self { text: std::str::from_utf8(&file.bytes).unwrap_or_default() }
    }

    /// The column of a byte, from 0, a byte order mark not counted.
    pub fn col(self, at: usize) -> usize {
        at.saturating_sub(self.behind_mark(scan::line_start(self.text, at)))
    }

    /// `at`, or behind the byte order mark that stands there.
    fn behind_mark(self, at: usize) -> usize {
        if at == 0 && self.text.starts_with('\u{feff}') { 3 } else { at }
    }

    /// The indentation of the line that holds `at`.
    pub fn indent(self, at: usize) -> usize {
        let line = &self.text[self.behind_mark(scan::line_start(self.text, at))..];
        line.bytes().take_while(|b| *b == b' ').count()
    }

    /// Whether only blanks stand before `at` on its line.
    pub fn begins_line(self, at: usize) -> bool {
        let start = scan::line_start(self.text, at);
        self.text[start..at].trim_start_matches('\u{feff}').bytes().all(|b| b == b' ')
    }

    /// Behind the line break of the line that holds `at`.
    pub fn next_line(self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        rest.iter().position(|b| *b == b'\n').map_or(self.text.len(), |i| at + i + 1)
    }

    /// The text of the line that begins at `at`.
    pub fn line(self, at: usize) -> &'a str {
        &self.text[at..scan::line_end(self.text, at)]
    }

    /// A node's anchor, `&` included.
    pub fn anchor(self, node: &Node) -> Option<Range<usize>> {
        let mut at = node.span.start;
        while let Some(end) = self.property(at, node.span.end) {
            if self.text[at..].starts_with('&') {
                return Some(at..end);
            }
            at = scan::skip(self.text, end);
        }
        None
    }

    /// Where a node's content begins, behind its anchor and tag.
    pub fn content(self, node: &Node) -> usize {
        let mut at = node.span.start;
        while let Some(end) = self.property(at, node.span.end) {
            let next = scan::skip(self.text, end);
            if next >= node.span.end {
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
    pub fn style(self, node: &Node) -> Style {
        let at = self.content(node);
        if at >= node.span.end {
            return Style::Unwritten;
        }
        match (self.text.as_bytes()[at], &node.data) {
            (b'|' | b'>', Data::Scalar(_)) => Style::Literal,
            (b'*', _) if matches!(node.origin, Origin::Derived(_)) => Style::Scalar,
            (_, Data::Scalar(_)) => Style::Scalar,
            (b'{' | b'[', _) => Style::Flow,
            (_, Data::Map(_)) => Style::Map,
            (_, Data::List(_)) => Style::List,
        }
    }

    /// Whether an entry is written in its map, and not brought by a merge key.
    pub fn is_own(self, entry: &Entry) -> bool {
        let merged = matches!(entry.value.origin, Origin::Derived(_)) && entry.name != "<<";
        !(merged && &self.text[entry.name_span.clone()] == "<<")
    }

    /// How many children of a map or list are written in it.
    pub fn own_count(self, node: &Node) -> usize {
        match &node.data {
            Data::Map(entries) => entries.iter().take_while(|e| self.is_own(e)).count(),
            Data::List(items) => items.len(),
            Data::Scalar(_) => 0,
        }
    }

    /// Where a child begins: its key, its dash, or in a flow list the element.
    pub fn child_start(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => self.key_start(entries[index].name_span.start),
            Data::List(items) if self.style(container) == Style::Flow => items[index].span.start,
            Data::List(items) => {
                let from = match index {
                    0 => self.content(container),
                    _ => items[index - 1].span.end,
                };
                scan::skip(self.text, from)
            }
            Data::Scalar(_) => container.span.start,
        }
    }

    /// The question mark before an explicit key; else the key.
    fn key_start(self, name: usize) -> usize {
        let before = self.text[scan::line_start(self.text, name)..name].trim_end_matches([' ', '\t']);
        let explicit = before.ends_with('?') && before.len() < name && before.trim_start_matches([' ', '-']).len() == 1;
        if explicit { scan::line_start(self.text, name) + before.len() - 1 } else { name }
    }

    /// Behind the colon or dash that leads to a child; behind its key, where there is no colon.
    pub fn indicator(self, container: &Node, index: usize) -> usize {
        match &container.data {
            Data::Map(entries) => scan::behind(self.text, entries[index].name_span.end, b':'),
            Data::List(_) if self.style(container) == Style::Flow => self.child_start(container, index),
            _ => self.child_start(container, index) + 1,
        }
    }

    /// The end of the last line that is part of a value: behind its last text, and behind the empty
    /// lines that a block scalar keeps.
    pub fn true_end(self, node: &Node) -> usize {
        let last = match &node.data {
            Data::Map(_) | Data::List(_) if self.style(node) != Style::Flow => {
                self.own_count(node).checked_sub(1).and_then(|i| child(node, i))
            }
            _ => None,
        };
        match last {
            Some(last) if last.span.end >= node.span.end => self.true_end(last),
            _ if self.style(node) == Style::Literal && self.keeps(node) => self.kept_end(node.span.end),
            _ => node.span.end,
        }
    }

    /// Whether a value's last line is one of a block scalar that keeps the empty lines behind it.
    pub fn keeps_lines(self, node: &Node) -> bool {
        match (&node.data, self.style(node)) {
            (_, Style::Literal) => self.keeps(node),
            (Data::Map(_) | Data::List(_), Style::Map | Style::List) => {
                let last = self.own_count(node).checked_sub(1).and_then(|i| child(node, i));
                last.is_some_and(|last| self.keeps_lines(last))
            }
            _ => false,
        }
    }

    fn keeps(self, node: &Node) -> bool {
        let header = &self.text[self.content(node)..node.span.end];
        header.bytes().take_while(|b| !b.is_ascii_whitespace()).any(|b| b == b'+')
    }

    fn kept_end(self, from: usize) -> usize {
        let mut end = from;
        loop {
            let next = self.next_line(end);
            if next >= self.text.len() || !self.line(next).trim().is_empty() {
                return end;
            }
            end = scan::line_end(self.text, next);
        }
    }

    /// Behind the last line of what begins at column `col` and whose value is `node`.
    pub fn extent_end(self, node: &Node, col: usize) -> usize {
        let mut end = self.next_line(self.true_end(node));
        let mut at = end;
        while at < self.text.len() {
            let line = self.line(at);
            if line.trim_start().starts_with('#') && self.indent(at) > col {
                end = self.next_line(at);
            } else if !line.trim().is_empty() {
                break;
            }
            at = self.next_line(at);
        }
        end
    }

    /// The lines of a child of a block map or list.
    pub fn chunk(self, container: &Node, index: usize, is_root: bool) -> Chunk {
        let start = self.child_start(container, index);
        let value = child(container, index).unwrap_or(container);
        let end = self.extent_end(value, self.col(start));
        if !self.begins_line(start) {
            return Chunk { head: start, start, end, inline: true };
        }
        let first = index == 0;
        let floor = index.checked_sub(1).and_then(|i| child(container, i)).map_or(0, |n| self.true_end(n));
        let line = self.behind_mark(scan::line_start(self.text, start));
        let mut head = line;
        while head > floor.max(self.behind_mark(0)) {
            let above = self.behind_mark(scan::line_start(self.text, head - 1));
            let comment = self.line(above).trim_start().starts_with('#');
            if above < floor || !comment || (!first && self.indent(above) > self.col(start)) {
                break;
            }
            head = above;
        }
        if is_root && first && !is_documentation(self.line(head)) {
            head = line;
        }
        Chunk { head, start, end, inline: false }
    }

    /// How many empty lines part a child of a block map or list from the one before it.
    pub fn blanks_before(self, container: &Node, index: usize, is_root: bool) -> usize {
        let Some(before) = index.checked_sub(1).and_then(|i| child(container, i)) else { return 0 };
        let floor = self.next_line(self.true_end(before));
        let mut start = self.chunk(container, index, is_root).head;
        let mut count = 0;
        while start > floor && self.line(scan::line_start(self.text, start - 1)).trim().is_empty() {
            start = scan::line_start(self.text, start - 1);
            count += 1;
        }
        count
    }
}

/// Whether a comment at the top of a document speaks of the first key (as helm-docs writes it), and
/// not of the file.
fn is_documentation(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with("# -- ") || text.starts_with("# @")
}

/// The value of a child.
pub fn child(node: &Node, index: usize) -> Option<&Node> {
    match &node.data {
        Data::Map(entries) => entries.get(index).map(|e| &e.value),
        Data::List(items) => items.get(index),
        Data::Scalar(_) => None,
    }
}
