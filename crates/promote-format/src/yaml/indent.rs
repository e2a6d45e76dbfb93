//! Indentation: the widths that a file uses, and moving lines of the source to another indentation.
//!
//! Each line belongs to the innermost container around it and moves with that container: by the same distance as
//! the whole value, unless the target indents its mappings or sequences by another width.

use std::cell::OnceCell;
use std::ops::Range;

use super::layout::{NodeStyle, YamlText};
use crate::{Data, Node, Parsed};

/// The indentation widths of both files, computed on first use.
pub(crate) struct IndentWidths<'a> {
    source: &'a Parsed,
    target: &'a Parsed,
    found: OnceCell<(Widths, Widths)>,
}

/// The usual widths of one file; `None` if the file has no example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Widths {
    map: Option<usize>,
    list: Option<usize>,
}

impl<'a> IndentWidths<'a> {
    /// The widths of these two files.
    pub(crate) fn new(source: &'a Parsed, target: &'a Parsed) -> Self {
        Self { source, target, found: OnceCell::new() }
    }

    /// The target's indentation, relative to the key, of a container that the source indents by `width`.
    pub(crate) fn below(&self, style: NodeStyle, width: usize) -> usize {
        let (source, target) = self.found.get_or_init(|| (Widths::of(self.source), Widths::of(self.target)));
        let (usual, wanted) = match style {
            // A file without sequences indents them like its mappings if the source does.
            NodeStyle::BlockList if source.list == source.map => (source.list, target.list.or(target.map)),
            NodeStyle::BlockList => (source.list, target.list),
            _ => (source.map, target.map),
        };
        match wanted {
            Some(wanted) if usual == Some(width) => wanted,
            _ => width,
        }
    }

    /// The target's indentation of a mapping relative to its key.
    pub(crate) fn map(&self) -> usize {
        self.found.get_or_init(|| (Widths::of(self.source), Widths::of(self.target))).1.map.unwrap_or(2)
    }
}

/// How often a file indents by 0 to 8 columns.
#[derive(Default)]
struct Counts {
    map: [usize; 9],
    list: [usize; 9],
}

impl Widths {
    fn of(file: &Parsed) -> Self {
        let mut counts = Counts::default();
        let layout = YamlText::of(file);
        file.tree.documents.iter().for_each(|d| count(layout, &d.root, None, &mut counts));
        Self { map: most(&counts.map), list: most(&counts.list) }
    }
}

fn count(layout: YamlText<'_>, node: &Node, key: Option<usize>, counts: &mut Counts) {
    let style = layout.style(node);
    if !matches!(style, NodeStyle::BlockMap | NodeStyle::BlockList) {
        return;
    }
    let own = layout.own_count(node);
    if own > 0 {
        let width = key.and_then(|key| layout.col(layout.child_start(node, 0)).checked_sub(key));
        let counter = if style == NodeStyle::BlockList { &mut counts.list } else { &mut counts.map };
        if let Some(slot) = width.and_then(|w| counter.get_mut(w)) {
            *slot += 1;
        }
    }
    for index in 0..own {
        // After a dash, the width is given by the dash itself.
        let key = (style == NodeStyle::BlockMap).then(|| layout.col(layout.child_start(node, index)));
        if let Some(value) = node.nth(index) {
            count(layout, value, key, counts);
        }
    }
}

fn most(counts: &[usize]) -> Option<usize> {
    let (width, many) = counts.iter().enumerate().rev().max_by_key(|(_, many)| **many)?;
    (*many > 0).then_some(width)
}

/// Lines of the source, each with the number of columns to move.
pub(crate) struct MovedLines<'s> {
    layout: YamlText<'s>,
    range: Range<usize>,
    starts: Vec<usize>,
    moves: Vec<isize>,
    /// Byte ranges to leave out: anchors, which have no meaning in the target.
    cuts: Vec<Range<usize>>,
    /// Whether the range begins at the start of a line, so that the first line moves, too.
    whole: bool,
}

/// A move from one column to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    /// The column in the source.
    pub(crate) from: usize,
    /// The column in the target.
    pub(crate) to: usize,
}

impl Shift {
    fn by(self) -> isize {
        self.to.cast_signed() - self.from.cast_signed()
    }

    fn shifted(self, column: usize) -> Self {
        Self { from: column, to: column.saturating_add_signed(self.by()) }
    }
}

impl<'s> MovedLines<'s> {
    /// The text of `range`. All lines but the first are moved by the same distance.
    pub(crate) fn behind(layout: YamlText<'s>, range: Range<usize>, by: Shift) -> Self {
        Self { whole: false, ..Self::new(layout, range, by) }
    }

    /// The lines of `range`, all moved by the same distance.
    pub(crate) fn new(layout: YamlText<'s>, range: Range<usize>, by: Shift) -> Self {
        let mut starts = vec![range.start];
        while let Some(start) = starts.last().map(|at| layout.next_line(*at)).filter(|at| *at < range.end) {
            starts.push(start);
        }
        let moves = vec![by.by(); starts.len()];
        Self { layout, range, starts, moves, cuts: Vec::new(), whole: true }
    }

    /// Adapts the lines below the key or dash before `indicator` to the target's widths. `owner` is the move of
    /// that key or dash.
    pub(crate) fn settle(
        &mut self,
        node: &Node,
        indicator: usize,
        owner: Shift,
        steps: &IndentWidths<'_>,
        anchors: bool,
    ) {
        if !anchors && let Some(anchor) = self.layout.anchor(node) {
            self.cut(anchor);
        }
        let style = self.layout.style(node);
        if let (NodeStyle::BlockScalar, Some(width)) = (style, self.layout.literal_width(node, owner.from)) {
            let body = self.layout.next_line(self.layout.content(node))..self.layout.next_line(node.span().end);
            let to = owner.to + steps.below(NodeStyle::BlockMap, width);
            self.shift(body, Shift { from: owner.from + width, to });
        }
        if !matches!(style, NodeStyle::BlockMap | NodeStyle::BlockList) {
            return;
        }
        let start = self.layout.child_start(node, 0);
        let compact = self.layout.next_line(indicator) > start;
        let from = self.layout.col(start);
        let own = match compact {
            true => owner.shifted(from),
            false => Shift { from, to: owner.to + steps.below(style, from.saturating_sub(owner.from)) },
        };
        if !compact {
            let end = self.layout.extent_end(node, owner.from);
            self.shift(self.layout.next_line(indicator)..end, own);
        }
        let name = |index: usize| match &node.data {
            Data::Map(entries) => Some(entries[index].name_span()),
            _ => None,
        };
        for index in 0..self.layout.own_count(node) {
            let Some(value) = node.nth(index) else { continue };
            let at = own.shifted(self.layout.col(self.layout.child_start(node, index)));
            if !anchors && let Some(name) = name(index).filter(|n| self.layout.text[n.clone()].starts_with('&')) {
                let end = self.layout.text[name.clone()].find(' ').map_or(name.end, |i| name.start + i);
                self.cut(name.start..end);
            }
            self.settle(value, self.layout.indicator(node, index), at, steps, anchors);
        }
    }

    fn shift(&mut self, range: Range<usize>, by: Shift) {
        let first = self.starts.partition_point(|at| *at < range.start);
        let last = self.starts.partition_point(|at| *at < range.end);
        if first < last {
            self.moves[first..last].fill(by.by());
        }
    }

    /// Removes an anchor with the blank after it, or the one before it at the end of a line.
    fn cut(&mut self, anchor: Range<usize>) {
        let text = self.layout.text;
        let behind = text[anchor.end..].bytes().take_while(|b| *b == b' ').count();
        let last = text[anchor.end + behind..].starts_with(['\r', '\n']) || anchor.end + behind == text.len();
        let before = if last { text[..anchor.start].bytes().rev().take_while(|b| *b == b' ').count() } else { 0 };
        let cut = if last { anchor.start - before..anchor.end } else { anchor.start..anchor.end + behind };
        if cut.start >= self.range.start && cut.end <= self.range.end {
            self.cuts.push(cut);
        }
    }

    /// The text: lines separated by `\n`, without a line break at the end.
    pub(crate) fn text(mut self) -> String {
        self.cuts.sort_by_key(|cut| cut.start);
        let mut out = String::with_capacity(self.range.len() + 64);
        for (index, start) in self.starts.iter().enumerate() {
            let end = self.starts.get(index + 1).copied().unwrap_or(self.range.end);
            let line = self.without_cuts(*start..end);
            let line = line.trim_end_matches(['\n', '\r']);
            if index > 0 {
                out.push('\n');
            }
            match index == 0 && !self.whole {
                true => out.push_str(line),
                false => push_moved(&mut out, line, self.moves[index]),
            }
        }
        out
    }

    fn without_cuts(&self, line: Range<usize>) -> String {
        let mut out = String::new();
        let mut at = line.start;
        let first = self.cuts.partition_point(|cut| cut.start < line.start);
        for cut in self.cuts[first..].iter().take_while(|cut| cut.start < line.end) {
            out.push_str(&self.layout.text[at..cut.start.max(at)]);
            at = cut.end.max(at);
        }
        out.push_str(&self.layout.text[at..line.end.max(at)]);
        out
    }
}

fn push_moved(out: &mut String, line: &str, by: isize) {
    let indent = line.bytes().take_while(|b| *b == b' ').count();
    if indent == line.len() && indent == 0 {
        return;
    }
    out.extend(std::iter::repeat_n(' ', indent.saturating_add_signed(by)));
    out.push_str(&line[indent..]);
}
