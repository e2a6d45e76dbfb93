//! What comes from the source: a value, or those parts of it that are wished for.

use crate::find::Found;
use crate::edit_tree::EditNode;
use crate::{Data, Node};
use promote_model::Step;

/// A value of the source on its way into the target.
#[derive(Debug, Clone)]
pub(crate) struct New<'s> {
    /// Its container in the source and its position there; `None` for a document's root.
    pub(crate) parent: Option<(&'s Node, usize)>,
    /// The value.
    pub(crate) node: &'s Node,
    /// Those of its children that come, in order; `None` for all of it.
    pub(crate) part: Option<Vec<New<'s>>>,
}

impl<'s> New<'s> {
    /// What `wish` asks for of a value that `step` leads to.
    pub(crate) fn of(found: Found<'s>, wish: &EditNode<'_>, step: Option<&Step>) -> Self {
        pick(found.parent, found.node, wish, step)
    }

    /// The same value, its children one by one.
    pub(crate) fn opened(&self) -> Self {
        let child = |index| Some(New { parent: Some((self.node, index)), node: self.node.nth(index)?, part: None });
        Self { part: Some((0..self.node.len()).filter_map(child).collect()), ..self.clone() }
    }
}

/// A value of the source with those children that are wished for; an element's identifying field
/// comes first. All of them are the whole.
fn pick<'s>(parent: Option<(&'s Node, usize)>, node: &'s Node, wish: &EditNode<'_>, step: Option<&Step>) -> New<'s> {
    if wish.set.is_some() {
        return New { parent, node, part: None };
    }
    let matched = wish.matched(node);
    let mut part: Vec<New<'s>> = Vec::new();
    for (index, (step, below)) in &matched.there {
        let chosen = node.nth(*index).filter(|_| below.sets());
        part.extend(chosen.map(|value| pick(Some((node, *index)), value, below, Some(step))));
    }
    if let (Some(Step::Element { field, .. }), Data::Map(entries)) = (step, &node.data)
        && let Some(index) = entries.iter().position(|e| e.name == *field)
    {
        part.retain(|new| new.parent.is_none_or(|(_, at)| at != index));
        part.insert(0, New { parent: Some((node, index)), node: &entries[index].value, part: None });
    }
    let whole = part.len() == node.len() && part.iter().all(|new| new.part.is_none());
    New { parent, node, part: (!whole).then_some(part) }
}
