//! Selecting the part of the source for a value that the target does not have: a whole subtree with its own
//! text, or some of its parts, which need new brackets.

use std::collections::BTreeMap;

use super::parts::parts;
use crate::Node;
use crate::edit_tree::EditNode;
use crate::find::Finder;
use promote_model::Step;

/// A selected part of the source.
pub(crate) enum Selection<'a> {
    /// The whole node; its text can be copied.
    Whole(&'a Node),
    /// Some of its parts, by index in the source.
    Parts(&'a Node, Vec<(usize, Selection<'a>)>),
}

/// Selects the values that are set here and below; `None` if the source does not have one of them. A list
/// element always includes its `identity` field, without which it could not be found again.
pub(crate) fn select<'a>(node: &'a Node, edit_node: &EditNode<'_>, identity: Option<&str>) -> Option<Selection<'a>> {
    if edit_node.set.is_some() {
        return Some(Selection::Whole(node));
    }
    let all = parts(node);
    let finder = Finder::new(node, edit_node.below.len());
    let mut chosen: BTreeMap<usize, Selection<'a>> = BTreeMap::new();
    for (step, below) in edit_node.below.iter().filter(|(_, below)| below.sets()) {
        let at = finder.find(step)?;
        chosen.insert(at, select(all[at].value, below, identity_field(step))?);
    }
    if let Some(at) = identity.and_then(|field| finder.find(&Step::Name(field.to_owned()))) {
        chosen.entry(at).or_insert(Selection::Whole(all[at].value));
    }
    if chosen.len() == all.len() && chosen.values().all(|part| matches!(part, Selection::Whole(_))) {
        return Some(Selection::Whole(node));
    }
    Some(Selection::Parts(node, chosen.into_iter().collect()))
}

/// The field that identifies the element that this step leads to.
pub(crate) fn identity_field(step: &Step) -> Option<&str> {
    match step {
        Step::Element { field, .. } => Some(field),
        Step::Name(_) | Step::Bound(_) | Step::Index(_) => None,
    }
}
