//! Items of the same name in two bodies, and what the edits want of them.

use std::collections::HashMap;

use super::shape::{Body, Item};
use crate::edit_tree::EditNode;
use crate::{Data, Node};
use promote_model::{Key, Step};

/// The items of one name (for blocks, of one type and labels) in the target and in the source.
#[derive(Debug, Default)]
pub(crate) struct Group<'a> {
    /// Names, outermost first.
    pub(crate) path: Vec<&'a str>,
    /// Positions in the target's body.
    pub(crate) ours: Vec<usize>,
    /// Positions in the source's body.
    pub(crate) theirs: Vec<usize>,
}

impl Group<'_> {
    /// Its key below that of its body.
    pub(crate) fn key(&self, body: &Key) -> Key {
        self.path.iter().fold(body.clone(), |key, name| key.child(Step::Name((*name).to_owned())))
    }
}

/// All groups of two bodies: the target's in its order, then those that only the source has.
pub(crate) fn groups<'a>(ours: &'a Body, theirs: Option<&'a Body>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Vec<&'a str>, usize> = HashMap::new();
    let mut place = |item: &'a Item| {
        let path = item.path();
        *known.entry(path.clone()).or_insert_with(|| {
            groups.push(Group { path, ..Group::default() });
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

/// What the edits want of a group.
#[derive(Clone, Copy)]
pub(crate) enum Want<'a> {
    /// Nothing.
    Nothing,
    /// That it goes.
    Gone,
    /// What the source has; the wish says so.
    Whole(&'a EditNode<'a>),
    /// Something below it.
    Below(&'a EditNode<'a>),
    /// That it goes, and that something below it comes anew.
    Anew(&'a EditNode<'a>),
}

/// What `wish` for a body wants of the group at `path`.
pub(crate) fn want<'a>(wish: &'a EditNode<'a>, path: &[&str]) -> Want<'a> {
    let mut wish = wish;
    let mut removed = false;
    let nothing = |removed| if removed { Want::Gone } else { Want::Nothing };
    for name in path {
        if wish.set.is_some() {
            return Want::Whole(wish);
        }
        removed |= wish.remove;
        match wish.below.get(&Step::Name((*name).to_owned())) {
            Some(below) => wish = below,
            None => return nothing(removed),
        }
    }
    removed |= wish.remove;
    if wish.set.is_some() {
        Want::Whole(wish)
    } else if wish.below.is_empty() || removed && !wish.sets() {
        nothing(removed)
    } else if removed {
        Want::Anew(wish)
    } else {
        Want::Below(wish)
    }
}

/// The position among blocks of one name of the one that a step leads to.
pub(crate) fn chosen(nodes: &[Node], step: &Step) -> Option<usize> {
    match step {
        Step::Index(index) => (*index < nodes.len()).then_some(*index),
        Step::Element { field, value } => nodes.iter().position(|node| node.identity(field).as_ref() == Some(value)),
        Step::Name(_) | Step::Bound(_) => None,
    }
}

/// Whether nothing is left of a block but the field that identifies it among others.
pub(crate) fn leaves_identity(
    node: &Node,
    body: &Body,
    wish: &EditNode<'_>,
    step: Option<&Step>,
    gone: &[bool],
) -> bool {
    let Data::Map(entries) = &node.data else { return false };
    let goes = |index: usize| {
        let name = &entries[index].name;
        body.items.iter().zip(gone).filter(|(item, _)| item.names[0].text == *name).all(|(_, gone)| *gone)
    };
    wish.leaves_identity(node, step, goes)
}
