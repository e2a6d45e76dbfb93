//! Block mappings and sequences as line blocks: their children are the entries.
//!
//! A comment line below a child that is indented deeper than its key or dash belongs to the child:
//!
//! ```yaml
//! before: 1
//!
//! # its head: comment lines directly above
//! key: value   # its trailing comment
//!   # its tail
//! after: 2
//! ```

use super::layout::{NodeStyle, YamlText};
use super::scan;
use crate::line_block::LineBlock;
use crate::{Data, Node};

/// The starts of comments.
const COMMENTS: &[&str] = &["#"];

impl<'a> YamlText<'a> {
    /// The children of a block mapping or sequence that are written in it.
    pub(crate) fn block(self, container: &Node, is_root: bool) -> LineBlock<'a> {
        let (mut entries, mut keeps) = (Vec::new(), Vec::new());
        for index in 0..self.own_count(container) {
            let Some(value) = container.nth(index) else { continue };
            let start = self.child_start(container, index);
            let end = without_break(self.text, self.extent_end(value, self.col(start)));
            entries.push(start..end.max(start));
            keeps.push(self.keeps_lines(value));
        }
        let first = self.child_start(container, 0);
        let end = match entries.last() {
            Some(last) => self.next_line(last.end),
            None => self.extent_end(container, self.col(first)),
        };
        let span = self.block_start(first)..self.block_end(end, self.col(first));
        LineBlock { is_root, keeps, ..LineBlock::new(self.text, span, entries, COMMENTS) }
    }

    /// The start of the comments and empty lines above the first child; its own start if it shares its line with a dash.
    fn block_start(self, first: usize) -> usize {
        if !self.begins_line(first) {
            return first;
        }
        let mut start = self.behind_mark(scan::line_start(self.text, first));
        while start > self.behind_mark(0) {
            let above = self.behind_mark(scan::line_start(self.text, start - 1));
            let line = self.line(above).trim_start();
            if !line.is_empty() && !line.starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    /// The end of the comments below the last child, which ends at `from`, that are indented as the children are. In a list
    /// that is indented like its key, comments directly above the next key belong to that key.
    fn block_end(self, from: usize, column: usize) -> usize {
        let (mut at, mut run, mut end) = (from, from, from);
        loop {
            let line = if at < self.text.len() { self.line(at).trim_start() } else { "" };
            if line.starts_with('#') && self.indent(at) >= column {
                run = self.next_line(at);
            } else {
                if line.is_empty() || self.indent(at) < column {
                    end = run;
                }
                if !line.is_empty() || at >= self.text.len() {
                    return end;
                }
            }
            at = self.next_line(at);
        }
    }

    /// The end of the last line of a value, with the trailing empty lines that a block scalar keeps.
    pub(crate) fn true_end(self, node: &Node) -> usize {
        let last = match &node.data {
            Data::Map(_) | Data::List(_) if self.style(node) != NodeStyle::Flow => {
                self.own_count(node).checked_sub(1).and_then(|i| node.nth(i))
            }
            _ => None,
        };
        match last {
            Some(last) if last.span().end >= node.span().end => self.true_end(last),
            _ if self.style(node) == NodeStyle::BlockScalar && self.keeps(node) => self.kept_end(node.span().end),
            _ => node.span().end,
        }
    }

    /// Whether a value ends with a block scalar that keeps its trailing empty lines.
    pub(crate) fn keeps_lines(self, node: &Node) -> bool {
        match (&node.data, self.style(node)) {
            (_, NodeStyle::BlockScalar) => self.keeps(node),
            (Data::Map(_) | Data::List(_), NodeStyle::BlockMap | NodeStyle::BlockList) => {
                let last = self.own_count(node).checked_sub(1).and_then(|i| node.nth(i));
                last.is_some_and(|last| self.keeps_lines(last))
            }
            _ => false,
        }
    }

    fn keeps(self, node: &Node) -> bool {
        let header = &self.text[self.content(node)..node.span().end];
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

    /// The end of the last line of an entry that starts at column `col` and has the value `node`.
    pub(crate) fn extent_end(self, node: &Node, col: usize) -> usize {
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

    /// The end of the empty lines that begin at `at`.
    pub(crate) fn blank_end(self, at: usize) -> usize {
        let mut end = at;
        while end < self.text.len() && self.line(end).trim().is_empty() {
            end = self.next_line(end);
        }
        end
    }
}

/// The end of a line without its line break, from the end of the line break.
pub(crate) fn without_break(text: &str, end: usize) -> usize {
    let line = text[..end].strip_suffix('\n').unwrap_or(&text[..end]);
    line.strip_suffix('\r').unwrap_or(line).len()
}
