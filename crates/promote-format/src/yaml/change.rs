//! The changes that a script is made of.

use super::new::New;
use crate::Node;

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
pub(crate) enum At {
    /// Directly before this one.
    Before(usize),
    /// Directly behind this one.
    After(usize),
}

/// A change of one value or container.
#[derive(Debug)]
pub(crate) enum Change<'t, 's> {
    /// The value becomes another.
    Set(Slot<'t>, New<'s>),
    /// The root loses all it has.
    Clear(Slot<'t>),
    /// New children.
    Insert(Slot<'t>, At, Vec<New<'s>>),
    /// Children that go.
    Remove(Slot<'t>, Vec<usize>),
}
