//! Looking up keys, with an index for large maps and lists.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Data, Node};
use promote_model::{Key, Step};

/// Finds entries and elements by step. It builds an index if many lookups are expected.
pub struct Finder<'n> {
    node: &'n Node,
    names: HashMap<&'n str, usize>,
    elements: RefCell<HashMap<String, HashMap<Cow<'n, str>, usize>>>,
}

impl<'n> Finder<'n> {
    /// A finder for about `many` lookups.
    pub fn new(node: &'n Node, many: usize) -> Self {
        let names = match &node.data {
            Data::Map(entries) if many > 4 => entries.iter().enumerate().map(|(i, e)| (e.name.as_str(), i)).collect(),
            _ => HashMap::new(),
        };
        Self { node, names, elements: RefCell::default() }
    }

    /// The map or list in which it finds.
    pub(crate) fn node(&self) -> &'n Node {
        self.node
    }

    /// The index of the entry or element that `step` leads to.
    pub fn find(&self, step: &Step) -> Option<usize> {
        match (step, &self.node.data) {
            (Step::Name(name), Data::Map(_)) if !self.names.is_empty() => self.names.get(name.as_str()).copied(),
            (Step::Name(name), Data::Map(entries)) => entries.iter().position(|e| e.name == *name),
            (Step::Index(index), Data::List(items)) => (*index < items.len()).then_some(*index),
            (Step::Element { field, value }, Data::List(items)) => {
                let mut elements = self.elements.borrow_mut();
                let index = elements.entry(field.clone()).or_insert_with(|| identities(items, field));
                index.get(value.as_str()).copied()
            }
            _ => None,
        }
    }
}

fn identities<'n>(items: &'n [Node], field: &str) -> HashMap<Cow<'n, str>, usize> {
    let mut out = HashMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(value) = item.identified_by(field) {
            out.entry(value).or_insert(index);
        }
    }
    out
}

/// The index of the element of a list that has the same first entry as this one, or is equal to it.
pub(crate) fn same_element(list: &Node, item: &Node) -> Option<usize> {
    let (Data::List(items), Data::Map(entries)) = (&list.data, &item.data) else { return None };
    let first = entries.first()?;
    let is_same = |other: &Node| match &other.data {
        Data::Map(theirs) => {
            theirs.first().is_some_and(|own| own.name == first.name && own.value.is_same(&first.value))
        }
        _ => false,
    };
    items.iter().position(is_same)
}

/// Finds nodes by key below one root. A map or list gets an index once several keys lead through it.
pub(crate) struct KeyFinder<'n> {
    root: &'n Node,
    visits: RefCell<HashMap<*const Node, Visits<'n>>>,
}

#[derive(Default)]
struct Visits<'n> {
    times: usize,
    finder: Option<Rc<Finder<'n>>>,
}

/// A node and its place in the tree.
#[derive(Clone, Copy)]
pub(crate) struct FoundNode<'n> {
    /// The container and the index in it; `None` for the root.
    pub(crate) parent: Option<(&'n Node, usize)>,
    /// The node.
    pub(crate) node: &'n Node,
}

impl<'n> KeyFinder<'n> {
    /// A finder for keys below `root`.
    pub(crate) fn new(root: &'n Node) -> Self {
        Self { root, visits: RefCell::default() }
    }

    /// The node that `key` leads to.
    pub(crate) fn find(&self, key: &Key) -> Option<FoundNode<'n>> {
        let start = FoundNode { parent: None, node: self.root };
        key.steps().iter().try_fold(start, |found, step| {
            let index = self.step(found.node, step)?;
            Some(FoundNode { parent: Some((found.node, index)), node: found.node.nth(index)? })
        })
    }

    fn step(&self, node: &'n Node, step: &Step) -> Option<usize> {
        let mut visits = self.visits.borrow_mut();
        let visits = visits.entry(std::ptr::from_ref(node)).or_default();
        visits.times += 1;
        if visits.times < 4 {
            return Finder::new(node, 1).find(step);
        }
        let finder = visits.finder.get_or_insert_with(|| Rc::new(Finder::new(node, usize::MAX)));
        finder.find(step)
    }
}
