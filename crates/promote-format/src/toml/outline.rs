//! The outline of a TOML file: sections, each a header with the lines below it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::headers::{Header, headers};
use crate::bracket::bracketed;
use crate::line_block::{LineBlock, ended};
use crate::{Data, Entry, Node, Parsed};

/// The starts of comments.
const COMMENTS: &[&str] = &["#"];

/// A file as a list of sections.
pub(crate) struct Outline<'a> {
    /// The text, with a line break at its end.
    pub(crate) text: Cow<'a, str>,
    /// The root map.
    pub(crate) root: &'a Node,
    /// The lines at the top (without a header), then each header with its lines, in the order of the file.
    pub(crate) sections: Vec<Section<'a>>,
    /// The section of each map that has a header; the root's is the first.
    pub(crate) headers: HashMap<*const Node, usize>,
    /// The section and line of each value that has a line of its own.
    pub(crate) lines: HashMap<*const Node, (usize, usize)>,
    /// The multi-line strings, in order.
    pub(crate) strings: Vec<Range<usize>>,
}

/// A header and the lines below it.
pub(crate) struct Section<'a> {
    /// From `[` to `]`; `None` for the lines at the top.
    pub(crate) header: Option<Range<usize>>,
    /// The map of the header.
    pub(crate) table: &'a Node,
    /// The keys that lead to the map.
    pub(crate) path: Vec<&'a Entry>,
    /// The lines, in order.
    pub(crate) lines: Vec<KeyLine<'a>>,
    /// From the line after the header to the end of the last line, with the comments directly below it.
    pub(crate) span: Range<usize>,
}

/// A key with its value.
pub(crate) struct KeyLine<'a> {
    /// From the first byte of the key to the last byte of the value.
    pub(crate) span: Range<usize>,
    /// The keys from the section's map to the value; more than one if the key is dotted.
    pub(crate) names: Vec<&'a Entry>,
    /// The value.
    pub(crate) value: &'a Node,
}

impl<'a> Outline<'a> {
    /// The outline of a file; `None` if it was not read as TOML.
    pub(crate) fn of(file: &'a Parsed) -> Option<Self> {
        let text = ended(std::str::from_utf8(&file.bytes).ok()?);
        let root = &file.tree.documents.first()?.root;
        let mut found = OutlineBuilder { text: &text, lines: Vec::new(), strings: Vec::new() };
        found.walk(root, &mut Vec::new());
        let (mut leaves, strings) = (found.lines, found.strings);
        leaves.sort_by_key(|(node, _)| node.span().start);
        let heads = headers(&text, root, &leaves)?;
        let top = Section { header: None, table: root, path: Vec::new(), lines: Vec::new(), span: 0..0 };
        let mut sections = vec![top];
        let mut leaves = leaves.into_iter().peekable();
        for Header { span, table, path } in heads {
            take_lines(&text, sections.last_mut()?, &mut leaves, span.start);
            sections.push(Section { header: Some(span), table, path, lines: Vec::new(), span: 0..0 });
        }
        take_lines(&text, sections.last_mut()?, &mut leaves, text.len());
        let mut outline = Self { text, root, sections, headers: HashMap::new(), lines: HashMap::new(), strings };
        outline.finish();
        Some(outline)
    }

    fn finish(&mut self) {
        self.strings.sort_by_key(|range| range.start);
        for index in 0..self.sections.len() {
            let span = self.span_of(index);
            let section = &mut self.sections[index];
            section.span = span;
            self.headers.insert(std::ptr::from_ref(section.table), index);
            for (at, line) in section.lines.iter().enumerate() {
                self.lines.insert(std::ptr::from_ref(line.value), (index, at));
            }
        }
    }

    fn span_of(&self, index: usize) -> Range<usize> {
        let section = &self.sections[index];
        let start = match &section.header {
            Some(header) => self.next_line(header.end),
            None if self.text.starts_with('\u{feff}') => 3,
            None => 0,
        };
        let mut end = section.lines.last().map_or(start, |line| self.next_line(line.span.end));
        let limit = self.sections.get(index + 1).and_then(|next| next.header.as_ref());
        let limit = limit.map_or(self.text.len(), |header| header.start);
        if section.header.is_some() || !section.lines.is_empty() {
            // Comments directly below belong here, unless they are directly above the next header.
            let mut below = end;
            while below < limit && self.text[below..limit].trim_start_matches([' ', '\t']).starts_with('#') {
                below = self.next_line(below);
            }
            let line = &self.text[below..self.next_line(below).max(below)];
            if below >= self.text.len() || line.trim().is_empty() {
                end = below;
            }
        }
        start..end
    }

    fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// The lines of a section as a line block.
    pub(crate) fn body(&self, section: usize) -> LineBlock<'_> {
        let section = &self.sections[section];
        let entries = section.lines.iter().map(|line| line.span.clone()).collect();
        LineBlock {
            is_root: section.header.is_none(),
            ..LineBlock::new(&self.text, section.span.clone(), entries, COMMENTS)
        }
    }

    /// The sections with a header as a line block; the first of them is entry 0.
    pub(crate) fn tables(&self) -> LineBlock<'_> {
        let end = |section: &Section<'_>| self.text[..section.span.end].trim_end().len();
        let headed = self.sections.iter().filter_map(|s| Some(s.header.as_ref()?.start..end(s)));
        let span = self.sections[0].span.end..self.text.len();
        let is_root = self.sections[0].lines.is_empty();
        LineBlock { is_root, has_habit: false, ..LineBlock::new(&self.text, span, headed.collect(), COMMENTS) }
    }

    /// The multi-line strings that overlap a range.
    pub(crate) fn strings_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        let first = self.strings.partition_point(|string| string.end < range.start);
        let end = self.strings.partition_point(|string| string.start < range.end);
        self.strings.get(first..end).unwrap_or_default()
    }

    /// Whether a value is written after its own key, and not as a table.
    pub(crate) fn is_inline(&self, node: &Node) -> bool {
        is_inline(&self.text, node)
    }

    /// The section of a map's own header, or of the lines at the top for the root.
    pub(crate) fn section_of(&self, table: &Node) -> Option<usize> {
        self.headers.get(&std::ptr::from_ref(table)).copied()
    }

    /// All values with their own lines at or below a node, as section and line, in the order of the file.
    pub(crate) fn lines_of(&self, node: &Node) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.each(node, &mut |node| found.extend(self.lines.get(&std::ptr::from_ref(node)).copied()));
        found.sort_unstable();
        found
    }

    /// All sections of the maps at or below a node, in the order of the file.
    pub(crate) fn sections_of(&self, node: &Node) -> Vec<usize> {
        let mut found = Vec::new();
        self.each(node, &mut |node| found.extend(self.section_of(node)));
        found.sort_unstable();
        found
    }

    fn each(&self, node: &Node, visit: &mut impl FnMut(&Node)) {
        visit(node);
        if !self.is_inline(node) {
            (0..node.len()).filter_map(|at| node.nth(at)).for_each(|below| self.each(below, visit));
        }
    }
}

/// Whether a value is written after its own key, and not as a table.
pub(crate) fn is_inline(text: &str, node: &Node) -> bool {
    matches!(node.data, Data::Scalar(_)) || bracketed(text, node)
}

/// Moves the values before `limit` into a section.
fn take_lines<'a>(
    text: &str,
    section: &mut Section<'a>,
    leaves: &mut std::iter::Peekable<std::vec::IntoIter<(&'a Node, Vec<&'a Entry>)>>,
    limit: usize,
) {
    while let Some((value, path)) = leaves.next_if(|(value, _)| value.span().start < limit) {
        let key = path.last().map_or(value.span().start, |entry| entry.name_span().start);
        let line = text[..key].rfind('\n').map_or(0, |newline| newline + 1);
        let blank = text[line..key].len() - text[line..key].trim_start_matches(['\u{feff}', ' ', '\t']).len();
        let names = path[section.path.len().min(path.len())..].to_vec();
        section.lines.push(KeyLine { span: line + blank..value.span().end, names, value });
    }
}

/// The values and strings found by a walk down the tree, in the order of the tree.
struct OutlineBuilder<'a, 't> {
    text: &'t str,
    lines: Vec<(&'a Node, Vec<&'a Entry>)>,
    strings: Vec<Range<usize>>,
}

impl<'a> OutlineBuilder<'a, '_> {
    fn walk(&mut self, node: &'a Node, path: &mut Vec<&'a Entry>) {
        if is_inline(self.text, node) {
            self.lines.push((node, path.clone()));
            self.strings_of(node);
            return;
        }
        match &node.data {
            Data::Map(entries) => {
                for entry in entries {
                    path.push(entry);
                    self.walk(&entry.value, path);
                    path.pop();
                }
            }
            Data::List(items) => items.iter().for_each(|item| self.walk(item, path)),
            Data::Scalar(_) => {}
        }
    }

    fn strings_of(&mut self, node: &Node) {
        match &node.data {
            Data::Scalar(_) if self.text[node.span()].contains('\n') => self.strings.push(node.span()),
            _ => (0..node.len()).filter_map(|at| node.nth(at)).for_each(|below| self.strings_of(below)),
        }
    }
}
