//! Bodies as line blocks, and lines that must not be moved.

use std::ops::Range;

use super::shape::{Body, Item, ItemKind};
use crate::{Data, Node, line_block};

/// The lines between the braces of a body, or the whole text.
pub(crate) fn lines<'t>(text: &'t str, braces: Option<&Range<usize>>, body: &Body) -> line_block::LineBlock<'t> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let span = match braces {
        None => start..text.len(),
        Some(braces) => {
            let first = text[braces.start..].find('\n').map_or(text.len(), |newline| braces.start + newline + 1);
            let last = text[..braces.end].rfind('\n').map_or(first, |newline| newline + 1);
            first..last.max(first)
        }
    };
    let entries = body.items.iter().map(|item| item.span.clone()).collect();
    let is_root = braces.is_none();
    line_block::LineBlock { is_root, ..line_block::LineBlock::new(text, span, entries, &["#", "//", "/*"]) }
}

/// The byte ranges of an item's heredocs, whose lines must not be moved.
pub(crate) fn fixed(item: &Item, text: &str) -> Vec<Range<usize>> {
    fn of_node(node: &Node, text: &str, out: &mut Vec<Range<usize>>) {
        match &node.data {
            Data::Scalar(_) => {
                let written = &text[node.span()];
                if written.contains('\n') && written.contains("<<") {
                    out.push(node.span());
                }
            }
            Data::Map(entries) => entries.iter().for_each(|entry| of_node(&entry.value, text, out)),
            Data::List(items) => items.iter().for_each(|item| of_node(item, text, out)),
        }
    }
    fn of_item(item: &Item, text: &str, out: &mut Vec<Range<usize>>) {
        match &item.kind {
            ItemKind::Value(node) => of_node(node, text, out),
            ItemKind::Block(_, body) => body.items.iter().for_each(|item| of_item(item, text, out)),
        }
    }
    let mut out = Vec::new();
    of_item(item, text, &mut out);
    out
}
