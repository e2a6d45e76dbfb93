//! Aliases in what comes from the source: whether its text stands for itself.

use crate::{Data, Node, Origin};

/// Which anchors the aliases in a value repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aliases {
    /// There is no alias.
    None,
    /// Such as the value itself holds: its text stands for itself.
    Inside,
    /// Such as stand elsewhere in the source.
    Outside,
}

/// Looks for aliases in a value.
pub(crate) fn aliases(node: &Node) -> Aliases {
    let (mut anchors, mut derived) = (Vec::new(), Vec::new());
    collect(node, &mut anchors, &mut derived);
    if derived.is_empty() {
        return Aliases::None;
    }
    if derived.iter().all(|name| anchors.contains(name)) { Aliases::Inside } else { Aliases::Outside }
}

/// An anchor inside a value that something repeats.
pub(crate) fn inner_anchor(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Map(entries) => entries.iter().find_map(|e| own_anchor(&e.value)),
        Data::List(items) => items.iter().find_map(own_anchor),
        Data::Scalar(_) => None,
    }
}

fn own_anchor(node: &Node) -> Option<&str> {
    match node.origin() {
        Origin::Anchored(name) => Some(name),
        Origin::Derived(_) => None,
        Origin::Own => inner_anchor(node),
    }
}

fn collect<'n>(node: &'n Node, anchors: &mut Vec<&'n str>, derived: &mut Vec<&'n str>) {
    match node.origin() {
        Origin::Derived(name) => return derived.push(name),
        Origin::Anchored(name) => anchors.push(name),
        Origin::Own => {}
    }
    match &node.data {
        Data::Map(entries) => entries.iter().for_each(|e| collect(&e.value, anchors, derived)),
        Data::List(items) => items.iter().for_each(|n| collect(n, anchors, derived)),
        Data::Scalar(_) => {}
    }
}
