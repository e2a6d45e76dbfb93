//! Setting a value in block context: the target's key, dash and trailing comment are kept, and the source's text
//! replaces the old value.

use super::change::{Slot, SourceValue};
use super::chunk::without_break;
use super::editor::YamlEditor;
use super::layout::{NodeStyle, YamlText};
use super::render::WrittenValue;
use super::scan;
use super::write::{OldLayout, Owner};
use crate::line_block::{Gap, places};
use crate::splice::Splice;
use crate::{Data, Node};

/// The old value and its surroundings.
struct OldValue<'a> {
    /// The end of the key or dash.
    indicator: usize,
    /// The text between the indicator and the value; empty if the value is on other lines.
    gap: &'a str,
    /// The anchor, which is kept.
    anchor: &'a str,
    /// Whether the tag comes before the anchor.
    tag_first: bool,
    /// The trailing comment, which is kept, with the blanks before it; or the blanks at the end of the line.
    comment: &'a str,
    /// The end of the old value's last line.
    end: usize,
}

/// Sets a value that is not inside a flow collection.
pub(crate) fn value(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) {
    let Some((container, index)) = slot.parent else {
        return root(editor, slot, new);
    };
    let layout = editor.target;
    let start = layout.child_start(container, index);
    let column = layout.col(start);
    let owner = match container.data {
        Data::List(_) => Owner::Dash(column),
        _ => Owner::Key(column),
    };
    let mut old = old_value(layout, slot.node, layout.indicator(container, index), column);
    if old.gap.is_empty() {
        old.gap = gap(editor.writer.source(), new);
    }
    let spelled = editor.writer.value(new, owner, before(layout, slot.node, owner, column));
    let style = editor.writer.source().style(new.node);
    let is_block = matches!(style, NodeStyle::BlockMap | NodeStyle::BlockList | NodeStyle::BlockScalar);
    let dashed = matches!(owner, Owner::Dash(_)) && matches!(style, NodeStyle::BlockMap | NodeStyle::BlockList);
    let compact = dashed && !spelled.head.is_empty() && !spelled.head.starts_with('!');
    if is_block && old.comment.trim().is_empty() {
        old.comment = "";
    }
    if compact && !old.comment.is_empty() {
        // The first entry is written on the dash's line, so the comment moves above it.
        let line = format!("{}{}", " ".repeat(column), old.comment.trim_start());
        editor.insert_lines(scan::line_start(layout.text, start), &line);
    }
    let comment = if compact { "" } else { old.comment };
    if opens(layout, slot.node, style) && !compact {
        // Comments below the key stay above the new lines.
        let below = layout.extent_end(slot.node, column);
        let own = layout.next_line(old.end);
        if below > own {
            let gap = Gap { lines: own..below, usual: below };
            for place in places(layout.text, &gap, &["#"], &[&spelled.tail]) {
                editor.insert_lines(place.at, place.without_those_there(&spelled.tail));
            }
            let spelled = WrittenValue { tail: String::new(), ..spelled };
            return editor.splice(Splice::replace(old.indicator..old.end, composed(&old, &spelled, comment, is_block)));
        }
    }
    if is_below(layout, slot.node, old.indicator) && !is_block && spelled.tail.is_empty() && !spelled.head.is_empty() {
        // A value on a line below its key keeps its place, and the comments around it.
        let text = words(&old, &spelled.head);
        return editor.splice(Splice::replace(slot.node.span(), text));
    }
    let opened = matches!(style, NodeStyle::BlockMap | NodeStyle::BlockList) && spelled.head.is_empty() && !compact;
    if is_below(layout, slot.node, old.indicator) && opened && old.anchor.is_empty() {
        let line = scan::line_start(layout.text, slot.node.span().start);
        return editor.splice(Splice::replace(line..old.end, spelled.tail));
    }
    let text = composed(&old, &spelled, comment, is_block);
    if editor.writer.keeps_lines(new) {
        editor.cut_blanks(layout.next_line(old.end));
    }
    editor.splice(Splice::replace(old.indicator..old.end, text));
}

/// Whether a block collection replaces an unwritten value or an empty flow collection.
fn opens(layout: YamlText<'_>, old: &Node, new: NodeStyle) -> bool {
    let nothing = match layout.style(old) {
        NodeStyle::Unwritten => true,
        NodeStyle::Flow => old.is_empty(),
        _ => false,
    };
    nothing && matches!(new, NodeStyle::BlockMap | NodeStyle::BlockList)
}

/// Gap, anchor, head, comment and tail in this order.
fn composed(old: &OldValue<'_>, spelled: &WrittenValue, comment: &str, is_block: bool) -> String {
    let words = words(old, &spelled.head);
    let out = if words.is_empty() { words } else { format!("{}{words}", old.gap) };
    let tail = if spelled.tail.is_empty() { String::new() } else { format!("\n{}", spelled.tail) };
    if is_block { out + comment + &tail } else { out + &tail + comment }
}

/// Anchor, tag and value on one line, in the order that the target has.
fn words(old: &OldValue<'_>, head: &str) -> String {
    let (tag, rest) = match head.split_once(' ') {
        Some((tag, rest)) if head.starts_with('!') && old.tag_first => (tag, rest),
        None if head.starts_with('!') && old.tag_first => (head, ""),
        _ => ("", head),
    };
    let words = [tag, old.anchor, rest].into_iter().filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a scalar or a flow collection is on a line below its key.
fn is_below(layout: YamlText<'_>, node: &Node, indicator: usize) -> bool {
    matches!(layout.style(node), NodeStyle::Scalar | NodeStyle::Flow)
        && !node.span().is_empty()
        && node.span().start > scan::line_end(layout.text, indicator)
}

fn old_value<'a>(layout: YamlText<'a>, node: &Node, indicator: usize, column: usize) -> OldValue<'a> {
    let text = layout.text;
    let on_line = !node.span().is_empty() && node.span().start <= scan::line_end(text, indicator);
    let gap = if on_line { &text[indicator..node.span().start] } else { "" };
    let anchor = layout.anchor(node).map_or("", |range| &text[range]);
    let content = layout.content(node);
    let first_line = |at: usize| comment(text, at, scan::line_end(text, at));
    let (comment, end) = match layout.style(node) {
        NodeStyle::Unwritten => {
            let at = node.span().end.max(indicator);
            (first_line(at), scan::line_end(text, at))
        }
        NodeStyle::Scalar | NodeStyle::Flow => {
            let own = first_line(node.span().end);
            let own = if own.is_empty() && !on_line { first_line(indicator) } else { own };
            (own, scan::line_end(text, node.span().end))
        }
        NodeStyle::BlockScalar => (first_line(content), scan::line_end(text, layout.true_end(node))),
        NodeStyle::BlockMap | NodeStyle::BlockList => {
            let compact = content <= scan::line_end(text, indicator);
            let own = if compact { "" } else { first_line(indicator) };
            (own, without_break(text, layout.extent_end(node, column)))
        }
    };
    let tag_first = layout.anchor(node).is_some_and(|range| {
        let before = text[node.span().start.min(range.start)..range.start].trim_start();
        before.starts_with('!')
    });
    OldValue { indicator, gap, anchor, tag_first, comment, end }
}

/// The text between a value of the source and its key or dash.
fn gap<'a>(source: YamlText<'a>, new: &SourceValue<'_>) -> &'a str {
    let between = new.parent.filter(|(container, _)| source.style(container) != NodeStyle::Flow);
    let between = between.map(|(container, index)| source.indicator(container, index)..new.node.span().start);
    let gap =
        between.and_then(|range| source.text.get(range)).filter(|text| text.bytes().all(|b| matches!(b, b' ' | b'\t')));
    gap.filter(|gap| !gap.is_empty()).unwrap_or(" ")
}

/// The comment between `from` and the end of the line, with the blanks before it; only the blanks if there is no
/// comment.
fn comment(text: &str, from: usize, end: usize) -> &str {
    let rest = &text[from..end];
    match rest.find('#') {
        None if rest.trim_matches([' ', '\t']).is_empty() => rest,
        Some(at) if at == 0 || rest[..at].ends_with([' ', '\t']) => {
            &rest[rest[..at].trim_end_matches([' ', '\t']).len()..]
        }
        _ => "",
    }
}

/// The layout that the new value takes over from an old value of the same kind.
fn before(layout: YamlText<'_>, node: &Node, owner: Owner, column: usize) -> OldLayout {
    match layout.style(node) {
        style @ (NodeStyle::BlockMap | NodeStyle::BlockList) => {
            let start = layout.child_start(node, 0);
            let in_place = matches!(owner, Owner::Key(_)) || !layout.begins_line(start);
            OldLayout { children: in_place.then(|| (style, layout.col(start))), literal: None }
        }
        NodeStyle::BlockScalar => OldLayout { children: None, literal: layout.literal_width(node, column) },
        _ => OldLayout::default(),
    }
}

/// Sets the root of a document.
fn root(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) {
    let layout = editor.target;
    let text = layout.text;
    let node = slot.node;
    let spelled = editor.writer.value(new, Owner::Root, OldLayout::default());
    let lines = joined(spelled);
    let style = layout.style(node);
    if style == NodeStyle::Unwritten && node.span().is_empty() {
        let at = document_end(editor, slot);
        return editor.insert_lines(at, &lines);
    }
    let end = match style {
        NodeStyle::BlockMap | NodeStyle::BlockList => without_break(text, layout.extent_end(node, 0)),
        _ => layout.true_end(node),
    };
    let marked = text[scan::line_start(text, node.span().start)..node.span().start].starts_with("---");
    let is_block = matches!(editor.writer.source().style(new.node), NodeStyle::BlockMap | NodeStyle::BlockList);
    if marked && is_block {
        let comment = comment(text, end, scan::line_end(text, end)).to_owned();
        let start = scan::line_start(text, node.span().start) + 3;
        return editor.splice(Splice::replace(start..scan::line_end(text, end), format!("{comment}\n{lines}")));
    }
    editor.splice(Splice::replace(node.span().start..end, lines));
}

/// The end of a document that contains only comments.
fn document_end(editor: &YamlEditor<'_>, slot: &Slot<'_>) -> usize {
    let text = editor.target.text;
    let span = editor.document(slot.document);
    let mut at = span.start;
    while at < span.end {
        if text[at..].starts_with("...") {
            return at;
        }
        at = editor.target.next_line(at);
    }
    at.max(span.end)
}

fn joined(spelled: WrittenValue) -> String {
    match (spelled.head.is_empty(), spelled.tail.is_empty()) {
        (false, false) => format!("{}\n{}", spelled.head, spelled.tail),
        (true, false) => spelled.tail,
        (_, true) => spelled.head,
    }
}

/// Writes the root of a file without documents.
pub(crate) fn new_root(editor: &mut YamlEditor<'_>, new: &SourceValue<'_>) {
    let lines = joined(editor.writer.value(new, Owner::Root, OldLayout::default()));
    editor.insert_lines(editor.target.text.len(), &lines);
}

/// Leaves an empty document where the source has one, else an empty map or list as the root.
pub(crate) fn clear(editor: &mut YamlEditor<'_>, slot: &Slot<'_>) {
    let layout = editor.target;
    let node = slot.node;
    let empty = match node.data {
        Data::Map(_) => "{}",
        Data::List(_) => "[]",
        Data::Scalar(_) => "",
    };
    let is_block = matches!(layout.style(node), NodeStyle::BlockMap | NodeStyle::BlockList);
    let end = if is_block { without_break(layout.text, layout.extent_end(node, 0)) } else { layout.true_end(node) };
    let start = layout.content(node);
    // Only below a marker is there a document without content.
    let marked = layout.text[editor.document(slot.document).start..start].lines().any(|line| line.starts_with("---"));
    if is_block && marked && editor.writer.is_empty_document(slot.document) && layout.begins_line(start) {
        let from = editor.block(slot).chunk(0).head;
        return editor.splice(Splice::cut(from..layout.next_line(end)));
    }
    editor.splice(Splice::replace(start..end, empty));
}
