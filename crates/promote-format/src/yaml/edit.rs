//! The YAML editor: turns edits into changes, and changes into splices of the target's own text.

use super::change::{InsertAt, NodeChange, Slot, SourceValue};
use super::editor::YamlEditor;
use super::layout::{NodeStyle, YamlText};
use super::mode::Mode;
use super::open_end::{closed, finished};
use super::plan::ChangePlan;
use super::{block, flow, render, scan, set};
use crate::driver::Edited;
use crate::edit_tree::EditTree;
use crate::find::KeyFinder;
use crate::line_block::ended;
use crate::splice::Splice;
use crate::{Data, Edit, EditError, Node, Parsed};
use promote_model::Key;

/// Edits by splices.
///
/// # Errors
/// If an edit addresses a value that does not exist.
pub(crate) fn edit(target: &Parsed, source: &Parsed, edits: &[Edit], mode: Mode) -> Result<Edited, EditError> {
    let edit_tree = EditTree::of(edits);
    let (originals, target, source) = ((target, source), &*closed(target), &*closed(source));
    let paths: Vec<KeyFinder<'_>> = source.tree.documents.iter().map(|d| KeyFinder::new(&d.root)).collect();
    let ended = ended(YamlText::of(target).text);
    let mut editor = YamlEditor::new(YamlText { text: &ended }, target, source, mode);
    let mut error_if_wrong = None;
    for (document, edit_node) in &edit_tree.documents {
        let mut plan = ChangePlan::new(editor.target, target, &paths, mode);
        if *document < target.tree.documents.len() {
            plan.document(*document, edit_node)?;
            plan.changes.iter().for_each(|change| editor.note_gone(change));
            plan.changes.iter().for_each(|change| editor.change(change));
        } else {
            let new = plan.new_document(edit_node)?;
            set::new_root(&mut editor, &new);
        }
        error_if_wrong = error_if_wrong.or(plan.error);
    }
    edit_tree.removed.iter().for_each(|document| editor.remove_document(*document));
    edit_tree.added.iter().enumerate().for_each(|(place, from)| editor.add_document(source, *from, place == 0));
    match editor.apply() {
        Some(bytes) => Ok(Edited { bytes: finished(bytes, originals.0, originals.1), error_if_wrong }),
        None => Err(error_if_wrong.unwrap_or(EditError {
            key: Key::root(),
            line: 1,
            reason: "the edits overlap".to_owned(),
        })),
    }
}

/// The target with these changes; `None` if they contradict each other.
pub(crate) fn run(target: &Parsed, source: &Parsed, mode: Mode, changes: &[NodeChange<'_, '_>]) -> Option<Vec<u8>> {
    let ended = ended(YamlText::of(target).text);
    let mut editor = YamlEditor::new(YamlText { text: &ended }, target, source, mode);
    changes.iter().for_each(|change| editor.change(change));
    Some(finished(editor.apply()?, target, source))
}

impl YamlEditor<'_> {
    /// Notes what a change removes.
    fn note_gone(&mut self, change: &NodeChange<'_, '_>) {
        if let NodeChange::Remove(slot, gone) = change {
            self.gone.extend(gone.iter().map(|index| (std::ptr::from_ref(slot.node), *index)));
        }
    }

    fn change(&mut self, change: &NodeChange<'_, '_>) {
        match change {
            NodeChange::Set(slot, new) if slot.in_flow => self.set_in_flow(slot, new),
            NodeChange::Set(slot, new) => set::value(self, slot, new),
            NodeChange::Clear(slot) => set::clear(self, slot),
            NodeChange::Insert(slot, at, additions) => self.insert(slot, *at, additions),
            NodeChange::Remove(slot, gone) => match self.is_flow(slot) {
                true => flow::remove(self, slot, gone),
                false => block::remove(self, slot),
            },
        }
    }

    fn is_flow(&self, slot: &Slot<'_>) -> bool {
        slot.in_flow || self.target.style(slot.node) == NodeStyle::Flow
    }

    fn insert(&mut self, slot: &Slot<'_>, at: InsertAt, additions: &[SourceValue<'_>]) {
        if self.is_flow(slot) {
            flow::insert(self, slot, at, additions);
        } else {
            block::insert(self, slot, at, additions);
        }
    }

    fn set_in_flow(&mut self, slot: &Slot<'_>, new: &SourceValue<'_>) {
        let json = slot.parent.is_some_and(|(container, at)| self.is_json(slot.document, container, Some(at)));
        let to = self.target.indent(slot.node.span().start);
        let over_lines = (!json).then(|| render::flow_lines(self.writer.source(), new, to)).flatten();
        let text = over_lines.unwrap_or_else(|| render::flow_value(self.writer.source(), new, json));
        let node = slot.node;
        let start = match self.target.anchor(node) {
            Some(anchor) => scan::skip(self.target.text, anchor.end).min(node.span().end),
            None => node.span().start,
        };
        if self.unwritten_there(slot, new) {
            let gap = usize::from(self.target.text[..start].ends_with(' '));
            return self.splice(Splice::cut(start - gap..node.span().end));
        }
        let text = match self.target.text[..start].bytes().last() {
            Some(b':') => format!(" {text}"),
            _ if node.span().is_empty() => format!(": {text}"),
            _ => text,
        };
        self.splice(Splice::replace(start..node.span().end, text));
    }

    /// Whether the new value is a null that the source's flow mapping leaves unwritten.
    fn unwritten_there(&self, slot: &Slot<'_>, new: &SourceValue<'_>) -> bool {
        let source = self.writer.source();
        let in_map = |parent: Option<(&Node, usize)>| parent.is_some_and(|(node, _)| matches!(node.data, Data::Map(_)));
        let in_flow = new.parent.is_some_and(|(node, _)| source.style(node) == NodeStyle::Flow);
        in_flow
            && in_map(new.parent)
            && in_map(slot.parent)
            && new.node.span().is_empty()
            && !slot.node.span().is_empty()
    }

    /// Removes a document with its `---`. If the next document has no `---` of its own, the marker is kept.
    fn remove_document(&mut self, index: usize) {
        let documents = &self.file.tree.documents;
        let Some(document) = documents.get(index) else { return };
        let is_marked =
            |at: usize| self.target.text[at..].starts_with("---") || self.target.text[at..].starts_with('%');
        let needs_mark = index > 0 && documents.get(index + 1).is_some_and(|next| !is_marked(next.span.start));
        let text = if needs_mark { "---\n" } else { "" };
        let start = if index == 0 && self.target.text.starts_with('\u{feff}') { 3 } else { 0 };
        let end = if index + 1 == documents.len() { self.target.text.len() } else { document.span.end };
        let range = document.span.start.max(start)..end;
        self.splice(Splice::replace(range, text));
    }

    fn add_document(&mut self, source: &Parsed, from: usize, first: bool) {
        let Some(document) = source.tree.documents.get(from) else { return };
        let text = &self.writer.source().text[document.span.clone()];
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let alone = first && self.file.tree.documents.is_empty();
        let mark = match text {
            _ if text.starts_with("---") || alone => "",
            _ if text.starts_with('%') => "...\n",
            _ => "---\n",
        };
        self.insert_lines(self.target.text.len(), &format!("{mark}{text}"));
    }
}
