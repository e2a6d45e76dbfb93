//! Values that only the target has, written out before the anchor that they repeat gets another value.

use std::collections::BTreeSet;

use super::anchors::Repeats;
use super::change::{InsertAt, NodeChange, Slot, SourceValue};
use super::edit::{edit, run};
use super::layout::{NodeStyle, YamlText};
use super::mode::Mode;
use super::open_end::reread;
use crate::driver::Edited;
use crate::edit_tree::EditTree;
use crate::find::{FoundNode, KeyFinder};
use crate::{Data, Edit, EditError, Node, Origin, Parsed};
use promote_model::Key;

/// Edits after the values that would change with an edited anchor were written out. Only those are whose keys the source does
/// not have, or has with the same value, written there: others are promoted together with the anchor, or not at all.
///
/// # Errors
/// If there is no such value, or an edit cannot be made.
pub(crate) fn edit_apart(target: &Parsed, source: &Parsed, edits: &[Edit], mode: Mode) -> Result<Edited, EditError> {
    let nothing = || EditError { key: Key::root(), line: 1, reason: "no value can be written out".to_owned() };
    let apart = written_out(target, source, edits).ok_or_else(nothing)?;
    edit(&apart, source, edits, mode)
}

/// The target with these values written out; `None` if there are none, or the source has one of them with another value.
fn written_out(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Option<Parsed> {
    let edit_tree = EditTree::of(edits);
    let layout = YamlText::of(target);
    let mut changes = Vec::new();
    for (index, edit_node) in &edit_tree.documents {
        let root = &target.tree.documents.get(*index)?.root;
        let theirs = edit_node.source().and_then(|from| source.tree.documents.get(from)).map(|document| &document.root);
        let repeats = Repeats::of(layout, root);
        let edited = edits.iter().filter_map(|edit| match edit {
            Edit::Set { at, .. } | Edit::Remove { at } if at.document == *index => Some(&at.key),
            _ => None,
        });
        let with: BTreeSet<Key> =
            edited.flat_map(|key| repeats.with(key)).filter(|key| !edit_node.covers(key)).collect();
        // A value that the source repeats, too, follows the anchor there.
        let goes_along = |key: &Key| {
            theirs.and_then(|theirs| theirs.find(key)).is_some_and(|theirs| {
                let is_same = root.find(key).is_some_and(|ours| ours.value() == theirs.value());
                !is_same || matches!(theirs.origin(), Origin::Derived(_))
            })
        };
        if with.iter().any(goes_along) {
            return None;
        }
        let finder = KeyFinder::new(root);
        let mut seen = BTreeSet::new();
        for key in with {
            let place = derived_place(&finder, &key)?;
            if seen.insert(place.clone()) {
                add(&mut changes, change(layout, &finder, &repeats, *index, &place)?);
            }
        }
    }
    if changes.is_empty() {
        return None;
    }
    let bytes = run(target, target, Mode::ReplaceAliased, &changes)?;
    reread(target, bytes)
}

/// The key of the alias, or of the merged entry, through which a value is repeated.
fn derived_place(finder: &KeyFinder<'_>, key: &Key) -> Option<Key> {
    let steps = key.steps();
    let above = (1..=steps.len()).map(|end| Key::from(steps[..end].to_vec()));
    above
        .into_iter()
        .find(|key| finder.find(key).is_some_and(|found| matches!(found.node.origin(), Origin::Derived(_))))
}

/// Adds a change; what is added to one container is one change.
fn add<'t>(changes: &mut Vec<NodeChange<'t, 't>>, change: NodeChange<'t, 't>) {
    if let NodeChange::Insert(slot, _, new) = &change {
        for earlier in changes.iter_mut() {
            if let NodeChange::Insert(of, _, additions) = earlier
                && std::ptr::eq(of.node, slot.node)
            {
                additions.extend(new.iter().cloned());
                return;
            }
        }
    }
    changes.push(change);
}

fn change<'t>(
    layout: YamlText<'t>,
    finder: &KeyFinder<'t>,
    repeats: &Repeats<'t>,
    document: usize,
    place: &Key,
) -> Option<NodeChange<'t, 't>> {
    let FoundNode { parent, node } = finder.find(place)?;
    let (container, index) = parent?;
    let Origin::Derived(anchor) = node.origin() else { return None };
    let FoundNode { parent: from, node: original } = finder.find(&repeats.original(place, anchor)?)?;
    let new = SourceValue::whole(from, original);
    let in_flow = |node: &Node| layout.style(node) == NodeStyle::Flow;
    let is_merged = matches!(&container.data, Data::Map(entries) if !layout.is_own(&entries[index]));
    if !is_merged {
        return Some(NodeChange::Set(Slot { document, parent, node, in_flow: in_flow(container) }, new));
    }
    let above = finder.find(&place.parent()?)?;
    let last = layout.own_count(container).checked_sub(1)?;
    let slot = Slot { document, parent: above.parent, node: container, in_flow: false };
    Some(NodeChange::Insert(slot, InsertAt::After(last), vec![new]))
}
