//! Inserting and removing entries and elements of flow collections. The bracket engine arranges the parts with their
//! commas, comments and lines; this module finds the parts of the target and spells the new ones as YAML.
//!
//! ```text
//! source  [                  target  [             set the element `b`, remove `c`
//!           # the new one              a, # first
//!           b, # second                c
//!         ]                          ]
//!
//! result  [
//!           a, # first
//!           # the new one
//!           b # second
//!         ]
//! ```

use std::collections::BTreeMap;

use super::change::{InsertAt, NodeChange, Slot, SourceValue};
use super::editor::YamlEditor;
use super::flow_parts::FlowParts;
use super::flow_set;
use super::flow_write::Spelling;
use super::layout::NodeStyle;
use super::render;
use crate::bracket::{CommentsOnly, PartLayout, PartPosition, PartText, YAML};
use crate::splice::Splice;
use crate::{Data, Node};

/// New parts by their position.
type NewParts<'c, 's> = Vec<(PartPosition, &'c [SourceValue<'s>])>;

/// Makes all insertions into a flow collection and all removals from it.
pub(crate) fn change(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, changes: &[NodeChange<'_, '_>]) {
    let Some(flow) = FlowParts::of(editor.target, slot.node) else {
        return wrap_pair(editor, slot, changes);
    };
    let mut gone = vec![false; flow.parts.len()];
    for change in changes {
        if let NodeChange::Remove(_, indices) = change {
            indices.iter().filter_map(|index| flow.of_child.get(*index)).for_each(|at| gone[*at] = true);
        }
    }
    let mut new = NewParts::new();
    for change in changes {
        if let NodeChange::Insert(_, at, additions) = change {
            new.push((position(&flow, *at, &gone), additions));
        }
    }
    arrange(editor, slot, &flow, &gone, &new);
}

/// Replaces all children of a flow collection by those of the source's. Returns false if the new value has another
/// notation.
pub(crate) fn refill(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) -> bool {
    let alike = are_alike(editor, slot.node, new.node);
    let Some(flow) = FlowParts::of(editor.target, slot.node).filter(|_| alike) else { return false };
    let additions = children(new);
    arrange(editor, slot, &flow, &vec![true; flow.parts.len()], &vec![(PartPosition::Instead, &additions)]);
    true
}

/// Inserts into a flow collection that has no children, and perhaps comments. Returns false if the value is better
/// replaced as a whole.
pub(crate) fn fill(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, new: &SourceValue<'_>) -> bool {
    let target = editor.target;
    let alike = slot.node.is_empty() && are_alike(editor, slot.node, new.node);
    let Some(flow) = FlowParts::of(target, slot.node).filter(|_| alike) else { return false };
    let spelling = Spelling { json: editor.is_json(slot.document, slot.node, None), keeps_lines: false };
    let writer = &editor.writer.flow;
    let around = flow_set::around(target, slot);
    let splice = match CommentsOnly::within(target.text, flow.brackets.clone(), &YAML) {
        Some(comments) => {
            let context = comments.context(&around, writer.part_writer());
            let additions = children(new);
            let pieces = writer.pieces(&writer.origin(additions.first()), &additions, spelling, &context);
            comments.filled(&context, writer.part_writer(), &pieces, matches!(slot.node.data, Data::Map(_)))
        }
        None if new.part.is_some() => Splice::replace(flow.brackets.clone(), writer.value(new, spelling, &around)),
        None => return false,
    };
    editor.splice(with_blanks(target.text, splice));
    true
}

/// Whether children of the source's flow collection may replace those of the target's.
fn are_alike(editor: &YamlEditor<'_>, target: &Node, source: &Node) -> bool {
    let is_map = |node: &Node| matches!(node.data, Data::Map(_));
    let is_flow = editor.writer.source().style(source) == NodeStyle::Flow;
    is_flow && is_map(target) == is_map(source) && !source.is_empty() && target.tag() == source.tag()
}

fn children<'s>(new: &SourceValue<'s>) -> Vec<SourceValue<'s>> {
    new.part.clone().or_else(|| new.opened().part).unwrap_or_default()
}

/// The position beside a part that is kept.
fn position(flow: &FlowParts<'_>, at: InsertAt, gone: &[bool]) -> PartPosition {
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let beside = flow.of_child.get(index).copied().unwrap_or_default();
    let kept = |at: &usize| gone.get(*at) == Some(&false);
    match at {
        InsertAt::Before(_) if kept(&beside) => PartPosition::Before(beside),
        _ => {
            let ahead = (0..=beside).rev().find(kept).map(PartPosition::After);
            let behind = || (beside..gone.len()).find(kept).map(PartPosition::Before);
            ahead.or_else(behind).unwrap_or(PartPosition::Instead)
        }
    }
}

fn arrange(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, flow: &FlowParts<'_>, gone: &[bool], new: &NewParts<'_, '_>) {
    let target = editor.target;
    let spelling = Spelling { json: editor.is_json(slot.document, slot.node, None), keeps_lines: false };
    let writer = &editor.writer.flow;
    let (brackets, part_writer) = (flow.brackets.clone(), writer.part_writer());
    let Some(layout) = PartLayout::within(target.text, slot.node, brackets, &flow.parts, part_writer) else { return };
    let origin = writer.origin(new.iter().find_map(|(_, additions)| additions.first()));
    let mut pieces: BTreeMap<PartPosition, Vec<PartText>> = BTreeMap::new();
    for (position, additions) in new {
        let written = writer.pieces(&origin, additions, spelling, &layout.context(*position));
        let follower = |new: &SourceValue<'_>| new.follower.and_then(|child| flow.of_child.get(child).copied());
        let followed = written.into_iter().zip(*additions).map(|(piece, new)| piece.followed(follower(new)));
        pieces.entry(*position).or_default().extend(followed);
    }
    for splice in layout.arranged(gone, &pieces) {
        editor.splice(with_blanks(target.text, splice));
    }
}

/// A splice with the editor's line breaks that leaves a blank before a comment, without which it would be none.
fn with_blanks(text: &str, mut splice: Splice) -> Splice {
    let is_blank = |text: &str| text.ends_with([' ', '\t', '\n']);
    splice.text = splice.text.replace("\r\n", "\n");
    if !text[splice.range.end..].starts_with('#') {
        return splice;
    }
    if splice.text.is_empty() && !splice.range.is_empty() && !is_blank(&text[..splice.range.start]) {
        splice.range.end -= 1;
    } else if !splice.text.is_empty() && !is_blank(&splice.text) {
        splice.text.push(' ');
    }
    splice
}

/// Adds entries to a single pair without braces, as in `[a: 1]`.
fn wrap_pair(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, changes: &[NodeChange<'_, '_>]) {
    let json = editor.is_json(slot.document, slot.node, None);
    let source = editor.writer.source();
    let (mut ahead, mut behind) = (String::from("{"), String::new());
    for change in changes {
        let NodeChange::Insert(_, at, additions) = change else { return };
        for text in additions.iter().map(|new| render::flow_child(source, new, json)) {
            match at {
                InsertAt::Before(_) => ahead += &(text + ", "),
                InsertAt::After(_) => behind += &format!(", {text}"),
            }
        }
    }
    let text = editor.target.text;
    let start = slot.node.span().start;
    let Some(first) = text[start..].chars().next() else { return };
    ahead.push(first);
    // Not inserted, so that new elements before the pair get before the brace.
    editor.splice(Splice::replace(start..start + first.len_utf8(), ahead));
    editor.splice(Splice::insert(slot.node.span().end, behind + "}"));
}
