//! The YAML editor: turns edits into changes, and changes into splices of the target's own text.

use super::anchors::staying_anchors;
use super::change::{NodeChange, Slot};
use super::editor::YamlEditor;
use super::layout::{NodeStyle, YamlText};
use super::mode::Mode;
use super::open_end::{closed, finished};
use super::plan::ChangePlan;
use super::{block, flow, flow_set, set};
use crate::driver::Edited;
use crate::edit_tree::EditTree;
use crate::find::KeyFinder;
use crate::line_block::ended;
use crate::splice::Splice;
use crate::{Edit, EditError, Node, Parsed};
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
        let mut plan = ChangePlan::new((editor.target, YamlText::of(source)), target, &paths, mode);
        if *document < target.tree.documents.len() {
            plan.document(*document, edit_node)?;
            editor.make(&plan.changes);
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
    editor.make(changes);
    Some(finished(editor.apply()?, target, source))
}

/// Whether two changes insert into, or remove from, the same container.
fn are_of_one_container(a: &NodeChange<'_, '_>, b: &NodeChange<'_, '_>) -> bool {
    let container = |change: &NodeChange<'_, '_>| match change {
        NodeChange::Insert(slot, ..) | NodeChange::Remove(slot, _) => Some(std::ptr::from_ref(slot.node)),
        _ => None,
    };
    container(a).is_some() && container(a) == container(b)
}

/// The values that a change replaces or removes.
fn going<'t>(change: &NodeChange<'t, '_>) -> Vec<&'t Node> {
    match change {
        NodeChange::Set(slot, _) | NodeChange::Refill(slot, _) | NodeChange::Clear(slot) => vec![slot.node],
        NodeChange::Remove(slot, gone) => gone.iter().filter_map(|index| slot.node.nth(*index)).collect(),
        NodeChange::Insert(..) => Vec::new(),
    }
}

impl YamlEditor<'_> {
    /// Makes all changes of one document, those of one container together.
    fn make(&mut self, changes: &[NodeChange<'_, '_>]) {
        changes.iter().for_each(|change| self.note_gone(change));
        self.writer.taken = staying_anchors(self.file, changes.iter().flat_map(going));
        changes.chunk_by(are_of_one_container).for_each(|changes| self.change(changes));
    }

    /// Notes what a change removes.
    fn note_gone(&mut self, change: &NodeChange<'_, '_>) {
        if let NodeChange::Remove(slot, gone) = change {
            self.gone.extend(gone.iter().map(|index| (std::ptr::from_ref(slot.node), *index)));
        }
    }

    /// Makes changes of one value or container.
    fn change(&mut self, changes: &[NodeChange<'_, '_>]) {
        match changes {
            [NodeChange::Insert(slot, ..) | NodeChange::Remove(slot, _), ..] if self.is_flow(slot) => {
                flow::change(self, slot, changes);
            }
            _ => changes.iter().for_each(|change| self.change_one(change)),
        }
    }

    fn change_one(&mut self, change: &NodeChange<'_, '_>) {
        match change {
            NodeChange::Refill(slot, new) if flow::refill(self, slot, new) => {}
            NodeChange::Set(slot, new) if flow::fill(self, slot, new) => {}
            NodeChange::Set(slot, new) | NodeChange::Refill(slot, new) => match slot.in_flow {
                true => flow_set::value(self, slot, new),
                false => set::value(self, slot, new),
            },
            NodeChange::Clear(slot) => set::clear(self, slot),
            NodeChange::Insert(slot, at, additions) => block::insert(self, slot, *at, additions),
            NodeChange::Remove(slot, _) => block::remove(self, slot),
        }
    }

    fn is_flow(&self, slot: &Slot<'_>) -> bool {
        slot.in_flow || self.target.style(slot.node) == NodeStyle::Flow
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
