//! Edits as a tree along their keys, so that one walk down a document visits all of them.

use std::collections::BTreeMap;

use super::find::Finder;
use super::{Data, Edit, Node};
use promote_model::{Key, Step};

/// All edits of one call.
#[derive(Debug, Default)]
pub(crate) struct EditTree<'e> {
    /// Edits of values, by the index of the target's document.
    pub(crate) documents: BTreeMap<usize, EditNode<'e>>,
    /// Documents of the target to remove.
    pub(crate) removed: Vec<usize>,
    /// Documents of the source to append, in order.
    pub(crate) added: Vec<usize>,
}

/// The outcome of editing a value in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The value is kept, edited or not.
    Kept,
    /// The container has to remove the value: it is removed, or nothing is left of it.
    Removed,
}

/// The edits of one value and of the values below it.
#[derive(Debug, Default)]
pub(crate) struct EditNode<'e> {
    /// The document of the source that the new value comes from.
    pub(crate) set: Option<usize>,
    /// Whether the value is removed; if there are also edits below, they build a new value.
    pub(crate) remove: bool,
    /// The edits of the values below.
    pub(crate) below: BTreeMap<&'e Step, EditNode<'e>>,
}

impl<'e> EditTree<'e> {
    /// The tree of `edits`.
    pub(crate) fn of(edits: &'e [Edit]) -> Self {
        let mut edit_tree = Self::default();
        for edit in edits {
            match edit {
                Edit::Set { at, from } => edit_tree.node_mut(at.document, &at.key).set = Some(*from),
                Edit::Remove { at } => edit_tree.node_mut(at.document, &at.key).remove = true,
                Edit::AddDocument { from } => edit_tree.added.push(*from),
                Edit::RemoveDocument { document } => edit_tree.removed.push(*document),
            }
        }
        edit_tree
    }

    fn node_mut(&mut self, document: usize, key: &'e Key) -> &mut EditNode<'e> {
        let top = self.documents.entry(document).or_default();
        key.steps().iter().fold(top, |edit_node, step| edit_node.below.entry(step).or_default())
    }
}

impl EditNode<'_> {
    /// Whether a value is set here or below, so that this value must exist afterwards.
    pub(crate) fn sets(&self) -> bool {
        self.set.is_some() || self.below.values().any(EditNode::sets)
    }

    /// Whether `key`, or a key above or below it, is set or removed.
    pub(crate) fn covers(&self, key: &Key) -> bool {
        let mut edit_node = self;
        for step in key.steps() {
            match edit_node.below.get(step) {
                _ if edit_node.set.is_some() || edit_node.remove => return true,
                Some(below) => edit_node = below,
                None => return false,
            }
        }
        true
    }

    /// The key of the first edit at or below `key`.
    pub(crate) fn first(&self, key: &Key) -> Key {
        match self.below.first_key_value() {
            Some((step, below)) if self.set.is_none() && !self.remove => below.first(&key.child((*step).clone())),
            _ => key.clone(),
        }
    }

    /// Whether a list element has to be removed because only its identifying field is left. `step` leads to the
    /// element; `goes` tells whether the entry at an index is removed.
    pub(crate) fn leaves_identity(&self, node: &Node, step: Option<&Step>, goes: impl Fn(usize) -> bool) -> bool {
        let (Data::Map(entries), Some(Step::Element { field, .. })) = (&node.data, step) else { return false };
        let mut left = entries.iter().enumerate().filter(|(index, _)| !goes(*index));
        let only = left.next().is_some_and(|(_, entry)| entry.name == *field) && left.next().is_none();
        only && entries.len() > 1 && !self.sets()
    }

    /// The source's document for a value that is built from values set below it.
    pub(crate) fn source(&self) -> Option<usize> {
        self.set.or_else(|| self.below.values().find_map(EditNode::source))
    }
}

/// The edits directly below a value, by whether the target has the edited value.
#[derive(Debug, Default)]
pub(crate) struct MatchedEdits<'w, 'e> {
    /// Edits of existing entries or elements, by their index in the target.
    pub(crate) existing: BTreeMap<usize, (&'e Step, &'w EditNode<'e>)>,
    /// Edits of values that the target does not have.
    pub(crate) missing: Vec<(&'e Step, &'w EditNode<'e>)>,
    /// A step that leads to the same element as another step: the edits contradict each other.
    pub(crate) duplicate: Option<&'e Step>,
}

impl<'e> EditNode<'e> {
    /// Matches the edits below with the entries or elements of `node`.
    pub(crate) fn matched(&self, node: &Node) -> MatchedEdits<'_, 'e> {
        let mut matched = MatchedEdits::default();
        let finder = Finder::new(node, self.below.len());
        for (step, edit_node) in &self.below {
            match finder.find(step) {
                Some(index) if matched.existing.contains_key(&index) => matched.duplicate = Some(step),
                Some(index) => {
                    matched.existing.insert(index, (*step, edit_node));
                }
                None => matched.missing.push((step, edit_node)),
            }
        }
        matched
    }
}
