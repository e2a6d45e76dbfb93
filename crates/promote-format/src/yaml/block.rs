//! Inserting and removing entries and elements of block mappings and sequences: they are the entries of a line block.

use super::change::{InsertAt, Slot, SourceValue};
use super::editor::YamlEditor;
use crate::line_block::{EntryPosition, NewEntry};
use crate::splice::Splice;

/// Inserts whole lines into a block mapping or sequence, in the column of its children.
pub(crate) fn insert(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, at: InsertAt, additions: &[SourceValue<'_>]) {
    let (block, layout, container) = (editor.block(slot), editor.target, slot.node);
    let column = layout.col(layout.child_start(container, 0));
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let source = |new: &SourceValue<'_>| new.parent.map(|(source, _)| std::ptr::from_ref(source));
    let first = additions.first().and_then(source);
    let new_entry = |new: &SourceValue<'_>| {
        let entry = editor.writer.new_entry(new, column);
        NewEntry {
            index: entry.index.filter(|_| source(new) == first),
            leader: new.follows(container, index).then_some(index),
            follower: [index, index + 1].into_iter().find(|next| new.precedes(container, *next)),
            ..entry
        }
    };
    let entries: Vec<NewEntry> = additions.iter().map(new_entry).collect();
    let at = match at {
        // A mapping that holds only an empty merge.
        _ if block.entries.is_empty() => EntryPosition::Inside,
        InsertAt::Before(index) => EntryPosition::Before(index),
        InsertAt::After(index) => EntryPosition::After(index),
    };
    block.insertion(at, &entries).into_iter().for_each(|splice| editor.splice(splice));
}

/// Removes the children of a block mapping or sequence that the edit removes.
pub(crate) fn remove(editor: &mut YamlEditor<'_>, slot: &Slot<'_>) {
    let block = editor.block(slot);
    block.cuts(&block.gone).into_iter().for_each(|lines| editor.splice(Splice::cut(lines)));
}
