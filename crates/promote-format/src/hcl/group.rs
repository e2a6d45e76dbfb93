//! Items of the same name in two bodies, and the edits of them.

use std::collections::HashMap;

use super::shape::{Body, Item};
use crate::edit_tree::EditNode;
use crate::{Data, Node};
use promote_model::{Key, Step};

/// The items of one name (for blocks, of one type and labels) in the target and in the source.
#[derive(Debug, Default)]
pub(crate) struct ItemGroup<'a> {
    /// The names, outermost first.
    pub(crate) path: Vec<&'a str>,
    /// Indices in the target's body.
    pub(crate) ours: Vec<usize>,
    /// Indices in the source's body.
    pub(crate) theirs: Vec<usize>,
}

impl ItemGroup<'_> {
    /// The key of the group in a body with the key `body`.
    pub(crate) fn key(&self, body: &Key) -> Key {
        self.path.iter().fold(body.clone(), |key, name| key.child(Step::Name((*name).to_owned())))
    }

    /// Whether it is one attribute in both bodies, so that its value can be replaced in its place.
    pub(crate) fn is_one_value(&self, (ours, theirs): (&Body, &Body)) -> bool {
        let is_value = |body: &Body, at: usize| body.items[at].body().is_none();
        match (self.ours.as_slice(), self.theirs.as_slice()) {
            ([at], [from]) => is_value(ours, *at) && is_value(theirs, *from),
            _ => false,
        }
    }
}

/// All groups of two bodies: the target's in its order, then those that only the source has.
pub(crate) fn groups<'a>(ours: &'a Body, theirs: Option<&'a Body>) -> Vec<ItemGroup<'a>> {
    let mut groups: Vec<ItemGroup<'a>> = Vec::new();
    let mut known: HashMap<Vec<&'a str>, usize> = HashMap::new();
    let mut place = |item: &'a Item| {
        let path = item.path();
        *known.entry(path.clone()).or_insert_with(|| {
            groups.push(ItemGroup { path, ..ItemGroup::default() });
            groups.len() - 1
        })
    };
    let at: Vec<usize> = ours.items.iter().map(&mut place).collect();
    let from: Vec<usize> = theirs.map(|body| body.items.iter().map(&mut place).collect()).unwrap_or_default();
    for (index, group) in at.into_iter().enumerate() {
        groups[group].ours.push(index);
    }
    for (index, group) in from.into_iter().enumerate() {
        groups[group].theirs.push(index);
    }
    groups
}

/// The edit of a group.
#[derive(Clone, Copy)]
pub(crate) enum GroupEdit<'a> {
    /// None.
    Nothing,
    /// The group is removed.
    Removed,
    /// The group is set to the source's.
    Whole(&'a EditNode<'a>),
    /// Values below are edited.
    Below(&'a EditNode<'a>),
    /// The group is removed, and values below are set.
    Replaced(&'a EditNode<'a>),
}

/// The edit of the group at `path` in a body with the edits `edit_node`.
pub(crate) fn group_edit<'a>(edit_node: &'a EditNode<'a>, path: &[&str]) -> GroupEdit<'a> {
    let mut edit_node = edit_node;
    let mut removed = false;
    let nothing = |removed| if removed { GroupEdit::Removed } else { GroupEdit::Nothing };
    for name in path {
        if edit_node.set.is_some() {
            return GroupEdit::Whole(edit_node);
        }
        removed |= edit_node.remove;
        match edit_node.below.get(&Step::Name((*name).to_owned())) {
            Some(below) => edit_node = below,
            None => return nothing(removed),
        }
    }
    removed |= edit_node.remove;
    if edit_node.set.is_some() {
        GroupEdit::Whole(edit_node)
    } else if edit_node.below.is_empty() || removed && !edit_node.sets() {
        nothing(removed)
    } else if removed {
        GroupEdit::Replaced(edit_node)
    } else {
        GroupEdit::Below(edit_node)
    }
}

/// The index of the block that a step leads to, among blocks of one name.
pub(crate) fn chosen(nodes: &[Node], step: &Step) -> Option<usize> {
    match step {
        Step::Index(index) => (*index < nodes.len()).then_some(*index),
        Step::Element { field, value } => nodes.iter().position(|node| node.identity(field).as_ref() == Some(value)),
        Step::Name(_) | Step::Bound(_) => None,
    }
}

/// Whether only the identifying field of a block is left.
pub(crate) fn leaves_identity(
    node: &Node,
    body: &Body,
    edit_node: &EditNode<'_>,
    step: Option<&Step>,
    gone: &[bool],
) -> bool {
    let Data::Map(entries) = &node.data else { return false };
    let goes = |index: usize| {
        let name = &entries[index].name;
        body.items.iter().zip(gone).filter(|(item, _)| item.names[0].text == *name).all(|(_, gone)| *gone)
    };
    edit_node.leaves_identity(node, step, goes)
}
