//! Looking up keys, with an index for large maps and lists.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::{Data, Entry, Node, fingerprint};
use promote_model::{Key, Step};

/// Finds entries and elements by step. It builds an index if many lookups are expected.
pub struct Finder<'n> {
    node: &'n Node,
    names: HashMap<&'n str, usize>,
    elements: RefCell<HashMap<String, HashMap<Cow<'n, str>, usize>>>,
    firsts: OnceCell<HashMap<u64, Vec<usize>>>,
}

impl<'n> Finder<'n> {
    /// A finder for about `many` lookups.
    pub fn new(node: &'n Node, many: usize) -> Self {
        let names = match &node.data {
            Data::Map(entries) if many > 4 => entries.iter().enumerate().map(|(i, e)| (e.name.as_str(), i)).collect(),
            _ => HashMap::new(),
        };
        Self { node, names, elements: RefCell::default(), firsts: OnceCell::new() }
    }

    /// The index of the element that has the same first entry as this one.
    pub(crate) fn same_element(&self, item: &Node) -> Option<usize> {
        let first = first_entry(item)?;
        let firsts = self.firsts.get_or_init(|| by_first_entry(self.node));
        let is_same = |index: &usize| {
            let own = self.node.nth(*index).and_then(first_entry);
            own.is_some_and(|own| own.name == first.name && own.value.is_same(&first.value))
        };
        firsts.get(&fingerprint::of_node(&first.value))?.iter().copied().find(is_same)
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

/// The first entry of an element that is a map.
fn first_entry(item: &Node) -> Option<&Entry> {
    if let Data::Map(entries) = &item.data { entries.first() } else { None }
}

/// The indices of the elements of a list, by the fingerprints of their first entries.
fn by_first_entry(list: &Node) -> HashMap<u64, Vec<usize>> {
    let mut out: HashMap<u64, Vec<usize>> = HashMap::new();
    if let Data::List(items) = &list.data {
        for (index, item) in items.iter().enumerate() {
            let first = first_entry(item).map(|first| fingerprint::of_node(&first.value));
            first.into_iter().for_each(|first| out.entry(first).or_default().push(index));
        }
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, read};

    #[test]
    fn elements_are_the_same_by_their_first_entries() {
        let list =
            |text: &str| read(Format::Yaml, text.as_bytes().to_vec()).unwrap().tree.documents.swap_remove(0).root;
        let ours = list("[a, {n: 1, m: 1}, {n: 2}, {n: 1, m: 2}, {m: 1}, {n: {x: 1, y: 2}}]");
        let theirs = list("[{n: 2, z: 1}, {n: 1, m: 2}, {m: 1}, {n: {y: 2, x: 1}}, {n: 3}, a, {}]");
        let finder = Finder::new(&ours, 1);
        let found: Vec<_> = (0..theirs.len()).map(|at| finder.same_element(theirs.nth(at).unwrap())).collect();
        assert_eq!(found, [Some(2), Some(1), Some(4), Some(5), None, None, None]);
    }
}
