//! The lines that belong to an entry or element, and the empty lines between them.
//!
//! An entry of a block mapping (likewise an element of a block sequence) owns these lines:
//!
//! ```yaml
//! before: 1
//!
//! # its head: comment lines directly above, not indented deeper
//! key: value   # its trailing comment
//!   # its tail: comment lines below, indented deeper than its key
//! after: 2
//! ```
//!
//! Many files separate multi-line entries by an empty line and keep single lines together. So multi-line entries
//! (comments do not count) follow the target's usual spacing. Single lines have the source's empty lines, as in the
//! formats of lines; the law of that is in `laws::alike`.

use super::layout::{NodeStyle, YamlText};
use super::scan;
use crate::{Data, Node};

/// The lines of an entry or element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NodeLines {
    /// The start of its first line, head comments included; `start` if other content shares that line.
    pub(crate) head: usize,
    /// The offset of its key or dash.
    pub(crate) start: usize,
    /// The end of its last line with the line break, tail comments included.
    pub(crate) end: usize,
    /// Whether other content precedes it on its first line (`- a: 1`).
    pub(crate) inline: bool,
}

impl YamlText<'_> {
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

    /// The lines of a child of a block mapping or sequence.
    pub(crate) fn chunk(self, container: &Node, index: usize, is_root: bool) -> NodeLines {
        let start = self.child_start(container, index);
        let value = container.nth(index).unwrap_or(container);
        let end = self.extent_end(value, self.col(start));
        if !self.begins_line(start) {
            return NodeLines { head: start, start, end, inline: true };
        }
        let first = index == 0;
        let floor = index.checked_sub(1).and_then(|i| container.nth(i)).map_or(0, |n| self.true_end(n));
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
        if is_root && first && !self.speaks_of_key(head, start) {
            head = line;
        }
        NodeLines { head, start, end, inline: false }
    }

    /// Whether the comment lines at `head`, at the top of a document, describe the first key and not the file: a
    /// helm-docs comment, a comment that begins with the key's name, or a paragraph of its own.
    fn speaks_of_key(self, head: usize, start: usize) -> bool {
        let first = self.line(head).trim_start().trim_start_matches('#').trim_start();
        let key = self.text[start..].trim_start_matches(['"', '\'']);
        let key = &key[..key.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c)).unwrap_or(key.len())];
        let named = first.strip_prefix(key).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let above = self.text[..head].trim_end().len();
        let last = self.line(self.behind_mark(scan::line_start(self.text, above)));
        let apart = last.starts_with('#') && self.text[above..head].matches('\n').count() > 1;
        is_documentation(self.line(head)) || (named && !key.is_empty()) || apart
    }

    /// Whether a comment is directly above the first entry of a root. It may describe the entry or the file.
    pub(crate) fn is_headed(self, root: &Node) -> bool {
        let head = self.chunk(root, 0, true).head;
        let above = scan::line_start(self.text, head.saturating_sub(1));
        above < head && self.line(self.behind_mark(above)).trim_start().starts_with('#')
    }

    /// The number of empty lines between a child of a block mapping or sequence and the previous one.
    pub(crate) fn blanks_before(self, container: &Node, index: usize, is_root: bool) -> usize {
        let Some(before) = index.checked_sub(1).and_then(|i| container.nth(i)) else { return 0 };
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

/// Whether helm-docs reads this comment.
fn is_documentation(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with("# -- ") || text.starts_with("# @")
}

/// The end of an entry or element of a flow collection.
pub(crate) fn flow_end(layout: YamlText<'_>, container: &Node, index: usize) -> usize {
    let end = container.nth(index).map_or(container.span().end, |node| node.span().end);
    match &container.data {
        Data::Map(entries) => end.max(entries[index].name_span().end),
        _ => end.max(layout.child_start(container, index)),
    }
}

/// Whether only blanks and a comment follow on the line.
pub(crate) fn ends_line(layout: YamlText<'_>, at: usize) -> bool {
    let rest = &layout.text[at..scan::line_end(layout.text, at)];
    rest.trim().is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
}

/// The end of the empty lines that begin at `at`.
pub(crate) fn blank_end(layout: YamlText<'_>, at: usize) -> usize {
    let mut end = at;
    while end < layout.text.len() && layout.line(end).trim().is_empty() {
        end = layout.next_line(end);
    }
    end
}

/// The number of neighbours on either side that are sampled.
const REACH: usize = 8;

/// The maximum number of empty lines to insert.
const MOST: usize = 2;

/// How often each number of empty lines separates two neighbours.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct BlankCounts {
    flat: [usize; MOST + 1],
    tall: [usize; MOST + 1],
}

impl BlankCounts {
    /// The counts around the child at `index` of a block mapping or sequence.
    pub(crate) fn around(layout: YamlText<'_>, container: &Node, index: usize, is_root: bool) -> Self {
        let mut habit = Self::default();
        if !matches!(layout.style(container), NodeStyle::BlockMap | NodeStyle::BlockList) {
            return habit;
        }
        let last = layout.own_count(container).min(index + REACH + 1);
        for at in index.saturating_sub(REACH) + 1..last {
            let counts = if layout.is_tall_pair(container, at, is_root) { &mut habit.tall } else { &mut habit.flat };
            counts[layout.blanks_before(container, at, is_root).min(MOST)] += 1;
        }
        habit
    }

    /// The most common number; the smaller one in a tie.
    pub(crate) fn usual(&self, tall: bool) -> Option<usize> {
        let counts = if tall { &self.tall } else { &self.flat };
        let (blanks, many) = counts.iter().enumerate().rev().max_by_key(|(_, many)| **many)?;
        (*many > 0).then_some(blanks)
    }
}

impl YamlText<'_> {
    /// Whether a child or the previous one has several lines.
    fn is_tall_pair(self, container: &Node, index: usize, is_root: bool) -> bool {
        [index.saturating_sub(1), index].into_iter().any(|at| self.is_tall(container, at, is_root))
    }

    /// Whether a child has several lines, its comments not counted.
    pub(crate) fn is_tall(self, container: &Node, index: usize, is_root: bool) -> bool {
        let chunk = self.chunk(container, index, is_root);
        self.text[chunk.start..chunk.end].trim_end().contains('\n')
    }
}

/// The input for the number of empty lines between a new entry and its neighbour.
pub(crate) struct Spacing {
    /// The counts around the position in the target.
    pub(crate) habit: BlankCounts,
    /// The gap at the position: whether it separates multi-line entries, and its number of empty lines.
    pub(crate) here: Option<(bool, usize)>,
}

impl Spacing {
    /// The number of empty lines between two entries, one of which is new; `source` is that in the source.
    pub(crate) fn blanks(&self, tall: bool, source: usize) -> usize {
        let blanks = match (self.here, self.habit.usual(tall)) {
            (Some((true, here)), _) if tall => here,
            (_, Some(usual)) if tall => usual,
            (Some((_, 0)), _) => 0,
            _ => source,
        };
        blanks.min(MOST)
    }
}
