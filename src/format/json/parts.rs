//! Maps and lists alike: the parts between the commas, and which of them a step leads to.

use std::collections::HashMap;
use std::ops::Range;

use crate::format::{Data, Entry, Node};
use crate::model::Step;

/// An entry of a map or an element of a list.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The entry, in a map.
    pub entry: Option<&'a Entry>,
    /// The value.
    pub value: &'a Node,
}

impl Part<'_> {
    /// The bytes from the key, or the value where there is none, to the value's end.
    pub fn span(&self) -> Range<usize> {
        self.entry.map_or(self.value.span.start, |entry| entry.name_span.start)..self.value.span.end
    }
}

/// The parts of a node in the file's order; a scalar has none.
pub fn parts(node: &Node) -> Vec<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Map(entries) => entries.iter().map(|e| Part { entry: Some(e), value: &e.value }).collect(),
        Data::List(items) => items.iter().map(|value| Part { entry: None, value }).collect(),
    }
}

/// The first part, without a look at the others.
pub fn first(node: &Node) -> Option<Part<'_>> {
    match &node.data {
        Data::Scalar(_) => None,
        Data::Map(entries) => entries.first().map(|e| Part { entry: Some(e), value: &e.value }),
        Data::List(items) => items.first().map(|value| Part { entry: None, value }),
    }
}

/// Whether a step of this kind can lead anywhere from this node.
pub fn fits(step: &Step, node: &Node) -> bool {
    match step {
        Step::Name(_) => matches!(node.data, Data::Map(_)),
        Step::Element { .. } | Step::Index(_) => matches!(node.data, Data::List(_)),
    }
}

/// Steps to positions, indexed: a thousand edits of one list must not look through it a thousand times.
pub struct Lookup<'a> {
    node: &'a Node,
    names: HashMap<&'a str, usize>,
    identities: HashMap<String, HashMap<String, usize>>,
}

impl<'a> Lookup<'a> {
    /// A look-up of the parts of `node`.
    pub fn new(node: &'a Node) -> Self {
        let names = match &node.data {
            Data::Map(entries) => entries.iter().enumerate().map(|(i, e)| (e.name.as_str(), i)).collect(),
            _ => HashMap::new(),
        };
        Self { node, names, identities: HashMap::new() }
    }

    /// The position of the part that the step leads to.
    pub fn find(&mut self, step: &Step) -> Option<usize> {
        match (step, &self.node.data) {
            (Step::Name(name), _) => self.names.get(name.as_str()).copied(),
            (Step::Index(index), Data::List(items)) => (*index < items.len()).then_some(*index),
            (Step::Element { field, value }, Data::List(items)) => {
                if !self.identities.contains_key(field) {
                    self.identities.insert(field.clone(), identities(items, field));
                }
                self.identities.get(field)?.get(value).copied()
            }
            _ => None,
        }
    }
}

/// The first element of each identity.
fn identities(items: &[Node], field: &str) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for (i, item) in items.iter().enumerate() {
        if let Some(identity) = item.identity(field) {
            found.entry(identity).or_insert(i);
        }
    }
    found
}
