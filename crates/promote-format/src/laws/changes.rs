//! The edits of a plan: the keys in which two documents differ.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::{Data, Edit, Node, Place};
use promote_model::{Key, Step, Value};

const FIELDS: [&str; 3] = ["name", "id", "key"];

pub(crate) fn set(key: Key) -> Edit {
    Edit::Set { at: Place { document: 0, key }, from: 0 }
}

pub(crate) fn remove(key: Key) -> Edit {
    Edit::Remove { at: Place { document: 0, key } }
}

/// The edits that turn the target into the source.
pub(crate) fn changes(target: &Node, source: &Node) -> Vec<Edit> {
    let mut edits = Vec::new();
    compare(Some(target), Some(source), &Key::root(), &mut edits);
    edits
}

fn compare(target: Option<&Node>, source: Option<&Node>, key: &Key, edits: &mut Vec<Edit>) {
    if let (Some(target), Some(source)) = (target, source)
        && target.value() == source.value()
    {
        return;
    }
    if source.is_none() && matches!(key.last(), Some(Step::Element { .. })) {
        return edits.push(remove(key.clone()));
    }
    match (target.map(|t| steps(t, source)), source.map(|s| steps(s, target))) {
        (Some(Some(ours)), Some(Some(theirs))) => {
            for step in ours.union(&theirs) {
                let below = |node: Option<&Node>| node.and_then(|n| n.child(step)).cloned();
                compare(below(target).as_ref(), below(source).as_ref(), &key.child(step.clone()), edits);
            }
        }
        (ours, theirs) => {
            match theirs {
                None => {}
                Some(None) => edits.push(set(key.clone())),
                Some(Some(steps)) => {
                    for step in steps {
                        compare(None, source.and_then(|s| s.child(&step)), &key.child(step.clone()), edits);
                    }
                }
            }
            let covered = edits.iter().any(|e| matches!(e, Edit::Set { at, .. } if at.key == *key));
            match ours {
                None => {}
                Some(None) if covered => {}
                Some(None) => edits.push(remove(key.clone())),
                Some(Some(steps)) => {
                    for step in steps {
                        compare(target.and_then(|t| t.child(&step)), None, &key.child(step.clone()), edits);
                    }
                }
            }
        }
    }
}

/// The steps below a node; `None` if it is one value.
fn steps(node: &Node, other: Option<&Node>) -> Option<BTreeSet<Step>> {
    match &node.data {
        Data::Map(entries) if !entries.is_empty() => {
            Some(entries.iter().map(|e| Step::Name(e.name.to_string())).collect())
        }
        Data::List(items) if !items.is_empty() => {
            let both: Vec<&Node> = match other.map(|o| &o.data) {
                Some(Data::List(_)) => vec![node, other?],
                _ => vec![node],
            };
            let Some(field) = FIELDS.iter().find(|field| both.iter().all(|list| identified(list, field))) else {
                return by_position(&both);
            };
            let step = |item: &Node| Some(Step::Element { field: (*field).to_owned(), value: item.identity(field)? });
            items.iter().map(step).collect()
        }
        _ => None,
    }
}

/// Steps by index for lists of maps with the same length. A plan would not go into such lists.
fn by_position(both: &[&Node]) -> Option<BTreeSet<Step>> {
    let maps = |list: &Node| match &list.data {
        Data::List(items) if items.iter().all(|i| matches!(&i.data, Data::Map(e) if !e.is_empty())) => {
            Some(items.len())
        }
        _ => None,
    };
    match both {
        [ours, theirs] if maps(ours) == maps(theirs) => Some((0..maps(ours)?).map(Step::Index).collect()),
        _ => None,
    }
}

fn identified(list: &Node, field: &str) -> bool {
    let Data::List(items) = &list.data else { return false };
    let mut seen = HashSet::new();
    items.iter().all(|item| item.identity(field).is_some_and(|identity| seen.insert(identity)))
}

/// The leaves of a document by key.
pub(crate) fn configs(root: &Node) -> BTreeMap<Key, Value> {
    let mut found = BTreeMap::new();
    flatten(root, &Key::root(), &mut found);
    found
}

fn flatten(node: &Node, key: &Key, found: &mut BTreeMap<Key, Value>) {
    match steps(node, None) {
        // An empty document has no leaf.
        None if key.is_root() && node.value().is_leaf() => {}
        None => drop(found.insert(key.clone(), node.value())),
        Some(steps) => steps.iter().for_each(|step| {
            node.child(step).into_iter().for_each(|child| flatten(child, &key.child(step.clone()), found));
        }),
    }
}
