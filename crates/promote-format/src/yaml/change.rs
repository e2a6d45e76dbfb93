//! The changes that a script is made of: what changes, what comes from the source, and where it comes to stand.

use std::collections::BTreeSet;

use crate::edit_tree::EditNode;
use crate::find::{Finder, FoundNode};
use crate::{Data, Node, Scalar};
use promote_model::Step;

/// Where a value of the target stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'t> {
    /// The document.
    pub(crate) document: usize,
    /// Its container and its position there; `None` for the document's root.
    pub(crate) parent: Option<(&'t Node, usize)>,
    /// The value.
    pub(crate) node: &'t Node,
    /// Whether it stands inside a flow collection.
    pub(crate) in_flow: bool,
}

/// Where new children come to stand, by position among the old ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum InsertAt {
    /// Directly before this one.
    Before(usize),
    /// Directly behind this one.
    After(usize),
}

/// A change of one value or container.
#[derive(Debug)]
pub(crate) enum NodeChange<'t, 's> {
    /// The value becomes another.
    Set(Slot<'t>, SourceValue<'s>),
    /// The root loses all it has.
    Clear(Slot<'t>),
    /// New children.
    Insert(Slot<'t>, InsertAt, Vec<SourceValue<'s>>),
    /// Children that go.
    Remove(Slot<'t>, Vec<usize>),
}

/// A value of the source on its way into the target.
#[derive(Debug, Clone)]
pub(crate) struct SourceValue<'s> {
    /// Its container in the source and its position there; `None` for a document's root.
    pub(crate) parent: Option<(&'s Node, usize)>,
    /// The value.
    pub(crate) node: &'s Node,
    /// Those of its children that come, in order; `None` for all of it.
    pub(crate) part: Option<Vec<SourceValue<'s>>>,
}

impl<'s> SourceValue<'s> {
    /// What `edit_node` asks for of a value that `step` leads to.
    pub(crate) fn of(found: FoundNode<'s>, edit_node: &EditNode<'_>, step: Option<&Step>) -> Self {
        pick(found.parent, found.node, edit_node, step)
    }

    /// The same value, its children one by one.
    pub(crate) fn opened(&self) -> Self {
        let child =
            |index| Some(SourceValue { parent: Some((self.node, index)), node: self.node.nth(index)?, part: None });
        Self { part: Some((0..self.node.len()).filter_map(child).collect()), ..self.clone() }
    }
}

/// A value of the source with those children that are wished for; an element's identifying field
/// comes first. All of them are the whole.
fn pick<'s>(
    parent: Option<(&'s Node, usize)>,
    node: &'s Node,
    edit_node: &EditNode<'_>,
    step: Option<&Step>,
) -> SourceValue<'s> {
    if edit_node.set.is_some() {
        return SourceValue { parent, node, part: None };
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
        part.insert(0, SourceValue { parent: Some((node, index)), node: &entries[index].value, part: None });
    }
    let whole = part.len() == node.len() && part.iter().all(|new| new.part.is_none());
    SourceValue { parent, node, part: (!whole).then_some(part) }
}

/// For each child of the source's container, where it belongs in the target's: behind the nearest
/// one before it that the target has, else before the nearest one behind it, else at the end.
pub(crate) struct InsertPositions {
    known: Vec<InsertAt>,
    end: InsertAt,
}

impl InsertPositions {
    /// The places in `target`, of whose first `own` children those in `gone` go.
    pub(crate) fn new(
        target: &Node,
        missing: &[(&Step, &EditNode<'_>)],
        gone: &BTreeSet<usize>,
        own: usize,
        first: Option<&SourceValue<'_>>,
    ) -> Self {
        let stays = |index: &usize| *index < own && !gone.contains(index);
        let end = (0..own).rev().find(stays).map_or(InsertAt::After(own.saturating_sub(1)), InsertAt::After);
        let source = first.and_then(|new| new.parent).map(|(node, _)| node);
        let Some(source) = source else { return Self { known: Vec::new(), end } };
        let there = counterparts(target, source, missing);
        let mut known: Vec<InsertAt> = Vec::with_capacity(there.len());
        let mut last = None;
        for index in &there {
            last = index.filter(|i| stays(i)).map(InsertAt::After).or(last);
            known.push(last.unwrap_or(end));
        }
        if let Some(follower) = there.iter().position(|index| index.is_some_and(|i| stays(&i))) {
            let before = there[follower].map_or(end, InsertAt::Before);
            known[..follower].fill(before);
        }
        Self { known, end }
    }

    /// Where this one belongs.
    pub(crate) fn of(&self, new: &SourceValue<'_>) -> InsertAt {
        new.parent.and_then(|(_, index)| self.known.get(index)).copied().unwrap_or(self.end)
    }
}

/// For each child of `source`, the position of the one in `target` that is the same by name or by
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
            items.iter().map(|item| item.identity(&field).and_then(|value| finder.find(&step(value)))).collect()
        }
        Data::Scalar(value) => vec![None; usize::from(*value != Scalar::Null)],
    }
}
