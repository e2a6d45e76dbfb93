//! The changes of a document: the changed node, the new value from the source, and its position.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::edit_tree::EditNode;
use crate::find::{Finder, FoundNode};
use crate::line_block::{EntryPosition, Paragraphs, positions};
use crate::{Data, Node, Scalar};
use promote_model::{Step, Value};

/// The place of a value in the target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'t> {
    /// The index of the document.
    pub(crate) document: usize,
    /// The container and the index in it; `None` for the root of the document.
    pub(crate) parent: Option<(&'t Node, usize)>,
    /// The value.
    pub(crate) node: &'t Node,
    /// Whether it is inside a flow collection.
    pub(crate) in_flow: bool,
}

/// The position of new children relative to an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InsertAt {
    /// Directly before the child at this index.
    Before(usize),
    /// Directly after the child at this index.
    After(usize),
}

impl Ord for InsertAt {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |at: &Self| match *at {
            Self::Before(index) => (index, true),
            Self::After(index) => (index + 1, false),
        };
        place(self).cmp(&place(other))
    }
}

impl PartialOrd for InsertAt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A change of one value or container.
#[derive(Debug)]
pub(crate) enum NodeChange<'t, 's> {
    /// Replaces the value.
    Set(Slot<'t>, SourceValue<'s>),
    /// Replaces all children of a container by the source's.
    Refill(Slot<'t>, SourceValue<'s>),
    /// Empties the root of a document.
    Clear(Slot<'t>),
    /// Inserts children.
    Insert(Slot<'t>, InsertAt, Vec<SourceValue<'s>>),
    /// Removes the children at these indices.
    Remove(Slot<'t>, Vec<usize>),
}

/// A value of the source to be written to the target.
#[derive(Debug, Clone)]
pub(crate) struct SourceValue<'s> {
    /// The container in the source and the index in it; `None` for the root of a document.
    pub(crate) parent: Option<(&'s Node, usize)>,
    /// The value.
    pub(crate) node: &'s Node,
    /// The children to write, in order; `None` for the whole value.
    pub(crate) part: Option<Vec<SourceValue<'s>>>,
    /// The index in the target's container of the child that follows it in the source.
    pub(crate) follower: Option<usize>,
}

impl<'s> SourceValue<'s> {
    /// A whole value.
    pub(crate) fn whole(parent: Option<(&'s Node, usize)>, node: &'s Node) -> Self {
        Self { parent, node, part: None, follower: None }
    }

    /// Whether it directly follows the entry in the source that a container has at this index.
    pub(crate) fn follows(&self, container: &Node, index: usize) -> bool {
        self.parent.is_some_and(|(source, at)| at > 0 && is_named_alike((source, at - 1), (container, index)))
    }

    /// Whether the entry that a container has at this index directly follows it in the source.
    pub(crate) fn precedes(&self, container: &Node, index: usize) -> bool {
        self.parent.is_some_and(|(source, at)| is_named_alike((source, at + 1), (container, index)))
    }

    /// The part of a value that `edit_node` asks for. `step` leads to the value.
    pub(crate) fn of(found: FoundNode<'s>, edit_node: &EditNode<'_>, step: Option<&Step>) -> Self {
        pick(found.parent, found.node, edit_node, step)
    }

    /// The value, without the children that are not written.
    pub(crate) fn value(&self) -> Value {
        let Some(part) = &self.part else { return self.node.value() };
        let name = |new: &Self| match new.parent {
            Some((Node { data: Data::Map(entries), .. }, index)) => entries.get(index).map(|e| e.name.to_string()),
            _ => None,
        };
        match &self.node.data {
            Data::Map(_) => Value::Map(part.iter().filter_map(|new| Some((name(new)?, new.value()))).collect()),
            _ => Value::List(part.iter().map(Self::value).collect()),
        }
    }

    /// The same value with its children listed one by one.
    pub(crate) fn opened(&self) -> Self {
        let child = |index| Some(Self::whole(Some((self.node, index)), self.node.nth(index)?));
        Self { part: Some((0..self.node.len()).filter_map(child).collect()), ..self.clone() }
    }
}

/// A value of the source with the children that are asked for; the identifying field of an element comes first.
/// If these are all children, the whole value is taken.
fn pick<'s>(
    parent: Option<(&'s Node, usize)>,
    node: &'s Node,
    edit_node: &EditNode<'_>,
    step: Option<&Step>,
) -> SourceValue<'s> {
    if edit_node.set.is_some() {
        return SourceValue::whole(parent, node);
    }
    let matched = edit_node.matched(node);
    let mut part: Vec<SourceValue<'s>> = Vec::new();
    for (index, (step, below)) in &matched.existing {
        let chosen = node.nth(*index).filter(|_| below.sets());
        part.extend(chosen.map(|value| pick(Some((node, *index)), value, below, Some(step))));
    }
    if let (Some(Step::Element { field, .. }), Data::Map(entries)) = (step, &node.data)
        && let Some(index) = entries.iter().position(|e| e.name == *field)
    {
        part.retain(|new| new.parent.is_none_or(|(_, at)| at != index));
        part.insert(0, SourceValue::whole(Some((node, index)), &entries[index].value));
    }
    let whole = part.len() == node.len() && part.iter().all(|new| new.part.is_none());
    SourceValue { part: (!whole).then_some(part), ..SourceValue::whole(parent, node) }
}

/// The position in the target for each child of the source's container: after the nearest child before it that
/// the target has, else before the nearest one after it, else at the end.
pub(crate) struct InsertPositions {
    known: Vec<InsertAt>,
    /// The index in the target of each child of the source's container.
    there: Vec<Option<usize>>,
    end: InsertAt,
}

impl InsertPositions {
    /// The positions in `target`. Of its first `own` children, those in `gone` are removed.
    pub(crate) fn new(
        target: &Node,
        missing: &[(&Step, &EditNode<'_>)],
        gone: &BTreeSet<usize>,
        own: usize,
        (source, paragraphs): (Option<&Node>, &Paragraphs),
    ) -> Self {
        let stays = |index: &usize| *index < own && !gone.contains(index);
        let end = (0..own).rev().find(stays).map_or(InsertAt::After(own.saturating_sub(1)), InsertAt::After);
        let Some(source) = source else { return Self { known: Vec::new(), there: Vec::new(), end } };
        let there = counterparts(target, source, missing);
        let gone: Vec<bool> = (0..own).map(|index| gone.contains(&index)).collect();
        let place = |at| match at {
            EntryPosition::Before(index) => InsertAt::Before(index),
            EntryPosition::After(index) => InsertAt::After(index),
            EntryPosition::Inside => end,
        };
        let known = positions(&there, &gone, paragraphs).into_iter().map(place).collect();
        Self { known, there, end }
    }

    /// The index in the target of the child that follows this value in the source.
    pub(crate) fn follower(&self, new: &SourceValue<'_>) -> Option<usize> {
        new.parent.and_then(|(_, index)| self.there.get(index + 1).copied().flatten())
    }

    /// The position of this value.
    pub(crate) fn of(&self, new: &SourceValue<'_>) -> InsertAt {
        new.parent.and_then(|(_, index)| self.known.get(index)).copied().unwrap_or(self.end)
    }
}

/// For each child of `source`, the index of its counterpart in `target`: the child with the same name or
/// identifying field.
fn counterparts(target: &Node, source: &Node, missing: &[(&Step, &EditNode<'_>)]) -> Vec<Option<usize>> {
    match &source.data {
        Data::Map(entries) => {
            let finder = Finder::new(target, entries.len());
            entries.iter().map(|e| finder.find(&Step::Name(e.name.to_string()))).collect()
        }
        Data::List(items) => {
            let finder = Finder::new(target, items.len());
            let field = missing.iter().find_map(|(step, _)| match step {
                Step::Element { field, .. } => Some(field.clone()),
                _ => None,
            });
            let Some(field) = field else { return vec![None; items.len()] };
            let step = |value| Step::Element { field: field.clone(), value };
            let by_name = |item: &Node| item.identity(&field).and_then(|value| finder.find(&step(value)));
            // Elements of one list may be named by different fields.
            items.iter().map(|item| by_name(item).or_else(|| finder.same_element(item))).collect()
        }
        Data::Scalar(value) => vec![None; usize::from(*value != Scalar::Null)],
    }
}

/// Whether two maps have the same name at these indices.
fn is_named_alike((a, at): (&Node, usize), (b, index): (&Node, usize)) -> bool {
    let name = |node: &'_ Node, index: usize| match &node.data {
        Data::Map(entries) => entries.get(index).map(|entry| entry.name.to_string()),
        _ => None,
    };
    let found = name(a, at);
    found.is_some() && found == name(b, index)
}
