//! How far a file indents its maps and lists, so that what comes from another file looks at home.

use std::cell::OnceCell;

use super::layout::{Layout, Style};
use crate::{Node, Parsed};

/// The widths of both files; found out when first needed.
pub(crate) struct Steps<'a> {
    source: &'a Parsed,
    target: &'a Parsed,
    found: OnceCell<(Widths, Widths)>,
}

/// The usual widths of one file; `None` where it has no example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Widths {
    map: Option<usize>,
    list: Option<usize>,
}

impl<'a> Steps<'a> {
    /// The widths of these two files.
    pub(crate) fn new(source: &'a Parsed, target: &'a Parsed) -> Self {
        Self { source, target, found: OnceCell::new() }
    }

    /// How far the target indents, under its key, a container that the source indents by `width`.
    pub(crate) fn below(&self, style: Style, width: usize) -> usize {
        let (source, target) = self.found.get_or_init(|| (Widths::of(self.source), Widths::of(self.target)));
        let (usual, wanted) = match style {
            // A file without lists indents them as its maps, if the source does.
            Style::List if source.list == source.map => (source.list, target.list.or(target.map)),
            Style::List => (source.list, target.list),
            _ => (source.map, target.map),
        };
        match wanted {
            Some(wanted) if usual == Some(width) => wanted,
            _ => width,
        }
    }

    /// How far the target indents a map under its key.
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
        let layout = Layout::of(file);
        file.tree.documents.iter().for_each(|d| count(layout, &d.root, None, &mut counts));
        Self { map: most(&counts.map), list: most(&counts.list) }
    }
}

fn count(layout: Layout<'_>, node: &Node, key: Option<usize>, counts: &mut Counts) {
    let style = layout.style(node);
    if !matches!(style, Style::Map | Style::List) {
        return;
    }
    let own = layout.own_count(node);
    if own > 0 {
        let width = key.and_then(|key| layout.col(layout.child_start(node, 0)).checked_sub(key));
        let counter = if style == Style::List { &mut counts.list } else { &mut counts.map };
        if let Some(slot) = width.and_then(|w| counter.get_mut(w)) {
            *slot += 1;
        }
    }
    for index in 0..own {
        // Under a dash, the width is the dash's own.
        let key = (style == Style::Map).then(|| layout.col(layout.child_start(node, index)));
        if let Some(value) = node.nth(index) {
            count(layout, value, key, counts);
        }
    }
}

fn most(counts: &[usize]) -> Option<usize> {
    let (width, many) = counts.iter().enumerate().rev().max_by_key(|(_, many)| **many)?;
    (*many > 0).then_some(width)
}
