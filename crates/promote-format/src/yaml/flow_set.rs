//! Setting a value in a flow collection. A value over several lines keeps its lines and comments.

use super::change::{Slot, SourceValue};
use super::editor::YamlEditor;
use super::flow_write::Spelling;
use super::layout::{NodeStyle, YamlText};
use super::scan;
use crate::bracket::InsertContext;
use crate::splice::Splice;
use crate::{Data, Node};

/// Sets a value that is inside a flow collection.
pub(crate) fn value(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) {
    let json = slot.parent.is_some_and(|(container, at)| editor.is_json(slot.document, container, Some(at)));
    let target = editor.target;
    let text = editor.writer.flow.value(new, Spelling { json, keeps_lines: true }, &around(target, slot));
    let node = slot.node;
    let start = match target.anchor(node) {
        Some(anchor) => scan::skip(target.text, anchor.end).min(node.span().end),
        None => node.span().start,
    };
    if unwritten_there(editor, slot, new) {
        let gap = usize::from(target.text[..start].ends_with(' '));
        return editor.splice(Splice::cut(start - gap..node.span().end));
    }
    let text = match target.text[..start].bytes().last() {
        Some(b':') => format!(" {text}"),
        _ if node.span().is_empty() => format!(": {text}"),
        _ => text,
    };
    editor.splice(Splice::replace(start..node.span().end, text));
}

/// The surroundings of a value of the target.
pub(crate) fn around(target: YamlText<'_>, slot: &Slot<'_>) -> InsertContext {
    let at = target.content(slot.node);
    let line = &target.text[target.behind_mark(scan::line_start(target.text, at))..at];
    // The value must be indented deeper than the dashes before it.
    let dashes = |c: char| matches!(c, ' ' | '-');
    let column = if line.trim_start().starts_with("- ") { line.trim_start_matches(dashes) } else { line.trim_start() };
    let container = slot.parent.filter(|_| slot.in_flow).map(|(container, _)| container.span());
    InsertContext {
        one_line: container.is_some_and(|span| !target.text[span].contains('\n')),
        indent: " ".repeat(line.len() - column.len()),
        hang: column.chars().count(),
        ..InsertContext::default()
    }
}

/// Whether the new value is a null that the source's flow mapping leaves unwritten.
fn unwritten_there(editor: &YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) -> bool {
    let source = editor.writer.source();
    let in_map = |parent: Option<(&Node, usize)>| parent.is_some_and(|(node, _)| matches!(node.data, Data::Map(_)));
    let in_flow = new.parent.is_some_and(|(node, _)| source.style(node) == NodeStyle::Flow);
    in_flow && in_map(new.parent) && in_map(slot.parent) && new.node.span().is_empty() && !slot.node.span().is_empty()
}
