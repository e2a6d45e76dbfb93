//! The post-condition of every edit: the result, read again, holds exactly what the model says.

use std::collections::HashMap;

use super::fingerprint;
use super::model::Model;
use super::{Data, Document, Entry, Node, Scalar};
use promote_model::{Key, Step};

/// The path to a difference, innermost step first. It is built only when there is a difference.
type ReversePath = Vec<Step>;

/// The first difference between the model and the documents of a result, as document index and key; `None` if
/// they agree.
pub(crate) fn difference(expected: &[Model<'_>], found: &[Document]) -> Option<(usize, Key)> {
    // A document that holds nothing may have no text at all.
    if found.is_empty() && expected.iter().all(|model| matches!(model, Model::Null)) {
        return None;
    }
    if expected.len() != found.len() {
        return Some((0, Key::root()));
    }
    let mut pairs = expected.iter().zip(found).enumerate();
    let root = |model: &Model<'_>, found: &Node| if is_emptied(model, found) { None } else { differs(model, found) };
    let (index, mut way) = pairs.find_map(|(i, (model, found))| Some((i, root(model, &found.root)?)))?;
    way.reverse();
    Some((index, Key::from(way)))
}

/// Whether a document that was emptied has no content, where the source's has none either.
fn is_emptied(model: &Model<'_>, found: &Node) -> bool {
    let empty = match model {
        Model::Map(None, entries) => entries.is_empty(),
        Model::List(None, kept, new) => kept.is_empty() && new.is_empty(),
        _ => false,
    };
    empty && found.span().is_empty() && matches!(found.data, Data::Scalar(Scalar::Null))
}

fn differs(model: &Model<'_>, found: &Node) -> Option<ReversePath> {
    let tagged = |tag: &Option<&str>| found.tag() == *tag;
    match (model, &found.data) {
        (Model::Is(node), _) => nodes_differ(node, found),
        (Model::Null, Data::Scalar(Scalar::Null)) if found.tag().is_none() => None,
        (Model::Map(tag, entries), Data::Map(now)) if tagged(tag) && now.len() == entries.len() => {
            entries_differ(entries, now)
        }
        (Model::List(tag, kept, new), Data::List(now)) if tagged(tag) && now.len() == kept.len() + new.len() => {
            items_differ(kept, new, now)
        }
        _ => Some(ReversePath::new()),
    }
}

/// Adds the step that leads to a difference found below it.
fn below(way: Option<ReversePath>, step: impl FnOnce() -> Step) -> Option<ReversePath> {
    way.map(|mut way| {
        way.push(step());
        way
    })
}

fn name(name: &str) -> impl FnOnce() -> Step {
    || Step::Name(name.to_owned())
}

fn by_name(entries: &[Entry]) -> HashMap<&str, &Node> {
    entries.iter().map(|e| (e.name.as_str(), &e.value)).collect()
}

fn entries_differ(entries: &[(&str, Model<'_>)], now: &[Entry]) -> Option<ReversePath> {
    let index = by_name(now);
    entries.iter().find_map(|(key, model)| {
        let way = index.get(key).map_or(Some(ReversePath::new()), |node| differs(model, node));
        below(way, name(key))
    })
}

/// Kept elements must keep their order; new elements may be anywhere between them.
fn items_differ(kept: &[Model<'_>], new: &[Model<'_>], now: &[Node]) -> Option<ReversePath> {
    let mut kept = kept.iter().peekable();
    let mut new = NewItems::of(new);
    for (index, node) in now.iter().enumerate() {
        let here = kept.peek().map(|model| differs(model, node));
        if here == Some(None) {
            kept.next();
        } else if !new.take(node) {
            return below(here.flatten().or(Some(ReversePath::new())), || Step::Index(index));
        }
    }
    None
}

/// The fingerprint of the nodes that equal a model.
fn fingerprint_of(model: &Model<'_>) -> u64 {
    match model {
        Model::Is(node) => fingerprint::of_node(node),
        Model::Null => fingerprint::of_scalar(&Scalar::Null),
        Model::Map(_, entries) => {
            fingerprint::of_map(entries.iter().map(|(name, value)| (*name, fingerprint_of(value))))
        }
        Model::List(_, kept, new) => fingerprint::of_list(kept.iter().chain(new).map(fingerprint_of)),
    }
}

/// New elements that were not found yet, by their fingerprints.
struct NewItems<'m, 'a> {
    left: HashMap<u64, Vec<&'m Model<'a>>>,
}

impl<'m, 'a> NewItems<'m, 'a> {
    fn of(models: &'m [Model<'a>]) -> Self {
        let mut left: HashMap<u64, Vec<&'m Model<'a>>> = HashMap::new();
        models.iter().for_each(|model| left.entry(fingerprint_of(model)).or_default().push(model));
        Self { left }
    }

    /// Takes an element that equals this node; tells whether there was one.
    fn take(&mut self, node: &Node) -> bool {
        if self.left.is_empty() {
            return false;
        }
        let Some(alike) = self.left.get_mut(&fingerprint::of_node(node)) else { return false };
        let found = alike.iter().position(|model| differs(model, node).is_none());
        found.map(|at| alike.remove(at)).is_some()
    }
}

/// The path to the first difference between two nodes.
fn nodes_differ(a: &Node, b: &Node) -> Option<ReversePath> {
    match (&a.data, &b.data) {
        _ if a.tag() != b.tag() => Some(ReversePath::new()),
        (Data::Scalar(x), Data::Scalar(y)) if x == y => None,
        (Data::List(x), Data::List(y)) if x.len() == y.len() => {
            let mut pairs = x.iter().zip(y).enumerate();
            pairs.find_map(|(index, (x, y))| below(nodes_differ(x, y), || Step::Index(index)))
        }
        (Data::Map(x), Data::Map(y)) if x.len() == y.len() => maps_differ(x, y),
        _ => Some(ReversePath::new()),
    }
}

fn maps_differ(a: &[Entry], b: &[Entry]) -> Option<ReversePath> {
    // Maps usually have the same order; build an index only if they do not.
    if a.iter().zip(b).all(|(x, y)| x.name == y.name) {
        return a.iter().zip(b).find_map(|(x, y)| below(nodes_differ(&x.value, &y.value), name(&x.name)));
    }
    let index = by_name(b);
    a.iter().find_map(|x| {
        let way = index.get(x.name.as_str()).map_or(Some(ReversePath::new()), |y| nodes_differ(&x.value, y));
        below(way, name(&x.name))
    })
}
