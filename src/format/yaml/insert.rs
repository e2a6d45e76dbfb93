//! New entries and elements beside those that are there, in the target's columns and style.

use super::change::{At, Slot};
use super::edit::Editor;
use super::flow;
use super::layout::Layout;
use super::new::New;
use super::scan;
use crate::format::splice::Splice;
use crate::format::{Data, Node};

/// Inserts whole lines into a block map or list.
pub fn in_block(editor: &mut Editor<'_>, slot: &Slot<'_>, at: At, news: &[New<'_>]) {
    let layout = editor.target;
    let (container, is_root) = (slot.node, editor.is_root(slot));
    let (At::Before(index) | At::After(index)) = at;
    let chunk = layout.chunk(container, index, is_root);
    let column = layout.col(chunk.start);
    let lines = editor.speller.children(news, column);
    let leads = news.first().map_or(0, |new| match new.parent {
        // What is first in the source has nothing before it: what parts it from the next one tells.
        Some((_, 0)) => editor.speller.blanks_behind(new),
        _ => editor.speller.blanks_before(new),
    });
    let keeps = news.last().is_some_and(|new| editor.speller.keeps_lines(new));
    if keeps && matches!(at, At::After(_)) {
        editor.cut_blanks(chunk.end);
    }
    match at {
        At::Before(_) => {
            let next = index + 1;
            let apart = next < layout.own_count(container) && layout.blanks_before(container, next, is_root) == 0;
            let blanks =
                if apart || keeps { 0 } else { news.last().map_or(0, |new| editor.speller.blanks_behind(new)) };
            editor.insert_lines(chunk.head, &format!("{lines}{}", "\n".repeat(blanks)));
        }
        At::After(_) => {
            let next = index + 1;
            let apart = next < layout.own_count(container) && layout.blanks_before(container, next, is_root) == 0;
            let behind_kept = container.nth(index).is_some_and(|node| layout.keeps_lines(node));
            let blanks = if apart || behind_kept { 0 } else { leads };
            editor.insert_lines(chunk.end, &format!("{}{lines}", "\n".repeat(blanks)));
        }
    }
}

/// Inserts entries or elements into braces or brackets.
pub fn in_flow(editor: &mut Editor<'_>, slot: &Slot<'_>, at: At, news: &[New<'_>]) {
    let layout = editor.target;
    let container = slot.node;
    let json = editor.is_json(container);
    let texts: Vec<String> = news.iter().map(|new| flow::child(editor.speller.source(), new, json)).collect();
    let (At::Before(index) | At::After(index)) = at;
    let start = layout.child_start(container, index);
    let own_line = layout.begins_line(start);
    let pad = format!("\n{}", " ".repeat(layout.col(start)));
    let parted = if own_line { format!(",{pad}") } else { ", ".to_owned() };
    let text = texts.join(&parted);
    if let At::Before(_) = at {
        return editor.splice(Splice::insert(start, text + &parted));
    }
    let end = flow_end(layout, container, index);
    let behind = scan::behind(layout.text, end, b',');
    if !own_line || !ends_line(layout, behind) {
        return editor.splice(Splice::insert(end, format!("{}{text}", if own_line { &parted } else { ", " })));
    }
    let line_end = scan::line_end(layout.text, behind);
    if behind > end {
        return editor.splice(Splice::insert(line_end, format!("{pad}{text},")));
    }
    editor.splice(Splice::insert(end, ","));
    editor.splice(Splice::insert(line_end, format!("{pad}{text}")));
}

/// The end of an entry or element of a flow collection.
pub fn flow_end(layout: Layout<'_>, container: &Node, index: usize) -> usize {
    let end = container.nth(index).map_or(container.span.end, |node| node.span.end);
    match &container.data {
        Data::Map(entries) => end.max(entries[index].name_span.end),
        _ => end.max(layout.child_start(container, index)),
    }
}

/// Whether only blanks and a comment follow on the line.
pub fn ends_line(layout: Layout<'_>, at: usize) -> bool {
    let rest = &layout.text[at..scan::line_end(layout.text, at)];
    rest.trim().is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
}
