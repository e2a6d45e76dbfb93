//! A second model of edits: what a file must hold after them, computed on plain values, one edit after the other, from
//! the documentation of [`promote_format::Edit`].

use std::collections::BTreeMap;

use promote_format::{Data, Edit, Node, Parsed};
use promote_model::{Key, Step, Value};

/// A value of the model: its application tag and its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    tag: Option<String>,
    data: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Leaf(Value),
    Map(BTreeMap<String, Held>),
    /// `None` where an element was removed, so that positions do not change.
    List(Vec<Option<Item>>),
}

#[derive(Debug, Clone, PartialEq)]
struct Item {
    held: Held,
    /// Not in the target before: may be at any position.
    new: bool,
}

/// The values of the documents of a file.
pub fn documents(file: &Parsed) -> Vec<Held> {
    file.tree.documents.iter().map(|document| Held::of(&document.root)).collect()
}

/// The values of the target after the edits.
///
/// # Errors
/// If no result could be right.
pub fn expected(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<Held>, String> {
    let theirs = documents(source);
    let mut ours: Vec<Option<Held>> = documents(target).into_iter().map(Some).collect();
    let mut removed: Vec<(usize, &Key)> = Vec::new();
    let mut set: Vec<(usize, &Key)> = Vec::new();
    for edit in edits {
        if let Edit::Remove { at } = edit {
            let held = ours.get_mut(at.document).and_then(Option::as_mut).ok_or("no such document")?;
            held.remove(at.key.steps())?;
            removed.push((at.document, &at.key));
        }
    }
    for edit in edits {
        if let Edit::Set { at, from } = edit {
            let source = theirs.get(*from).ok_or("no such document in the source")?;
            if ours.is_empty() && at.document == 0 {
                ours.push(Some(Held::null()));
            }
            let held = ours.get_mut(at.document).and_then(Option::as_mut).ok_or("no such document")?;
            held.set(at.key.steps(), source)?;
            set.push((at.document, &at.key));
        }
    }
    for (document, key) in removed {
        let Some(held) = ours[document].as_mut() else { continue };
        let mut above = key.parent();
        while let Some(key) = above.filter(|key| !key.is_root()) {
            let sets = set.iter().any(|(at, other)| *at == document && key.is_prefix_of(other));
            if sets || !held.prune(key.steps()) {
                break;
            }
            above = key.parent();
        }
    }
    for edit in edits {
        match edit {
            Edit::RemoveDocument { document } => *ours.get_mut(*document).ok_or("no such document")? = None,
            Edit::AddDocument { from } => {
                ours.push(Some(theirs.get(*from).ok_or("no such document in the source")?.clone()));
            }
            Edit::Set { .. } | Edit::Remove { .. } => {}
        }
    }
    Ok(ours.into_iter().flatten().collect())
}

/// Whether a file holds the expected values. The text of an empty document may be gone, and that of its root.
pub fn same(expected: &[Held], found: &[Held]) -> bool {
    let empty = found.is_empty() && expected.iter().all(Held::is_nothing);
    let emptied = |e: &Held, f: &Held| e.is_nothing() && *f == Held::null();
    empty || expected.len() == found.len() && expected.iter().zip(found).all(|(e, f)| e.is(f) || emptied(e, f))
}

impl Held {
    fn of(node: &Node) -> Self {
        let data = match &node.data {
            Data::Scalar(value) => Kind::Leaf(value.value()),
            Data::Map(entries) => Kind::Map(entries.iter().map(|e| (e.name.to_string(), Self::of(&e.value))).collect()),
            Data::List(items) => {
                Kind::List(items.iter().map(|item| Some(Item { held: Self::of(item), new: false })).collect())
            }
        };
        Self { tag: node.tag().map(str::to_owned), data }
    }

    fn null() -> Self {
        Self { tag: None, data: Kind::Leaf(Value::Null) }
    }

    /// Whether it holds nothing, so that a map or a list may replace it.
    fn is_nothing(&self) -> bool {
        let empty = match &self.data {
            Kind::Leaf(value) => *value == Value::Null,
            Kind::Map(entries) => entries.is_empty(),
            Kind::List(items) => items.iter().all(Option::is_none),
        };
        empty && self.tag.is_none()
    }

    fn identity(&self, field: &str) -> Option<String> {
        let scalar = match &self.data {
            Kind::Map(entries) if !field.is_empty() => &entries.get(field)?.data,
            Kind::Leaf(_) if field.is_empty() && self.tag.is_none() => &self.data,
            _ => return None,
        };
        match scalar {
            Kind::Map(below) if entries_of(&self.data, field).is_some_and(|held| held.tag.is_none()) => named_by(below),
            other => word(other),
        }
    }

    fn child(&self, step: &Step) -> Option<&Self> {
        match (step, &self.data) {
            (Step::Name(name), Kind::Map(entries)) => entries.get(name),
            (_, Kind::List(items)) => Some(&items[position(items, step)?].as_ref()?.held),
            _ => None,
        }
    }

    fn child_mut(&mut self, step: &Step) -> Option<&mut Self> {
        match (step, &mut self.data) {
            (Step::Name(name), Kind::Map(entries)) => entries.get_mut(name),
            (_, Kind::List(items)) => {
                let at = position(items, step)?;
                Some(&mut items[at].as_mut()?.held)
            }
            _ => None,
        }
    }

    fn remove(&mut self, steps: &[Step]) -> Result<(), String> {
        let Some((last, above)) = steps.split_last() else {
            self.data = match &self.data {
                Kind::Leaf(_) => {
                    self.tag = None;
                    Kind::Leaf(Value::Null)
                }
                Kind::Map(_) => Kind::Map(BTreeMap::new()),
                Kind::List(_) => Kind::List(Vec::new()),
            };
            return Ok(());
        };
        let held = above.iter().try_fold(self, |held, step| held.child_mut(step)).ok_or("nothing to remove")?;
        held.child(last).ok_or("nothing to remove")?;
        match (last, &mut held.data) {
            (Step::Name(name), Kind::Map(entries)) => drop(entries.remove(name)),
            (_, Kind::List(items)) => {
                let at = position(items, last).ok_or("nothing to remove")?;
                items[at] = None;
            }
            _ => {}
        }
        Ok(())
    }

    /// Sets the value at `steps` to the source's, and adds what is missing above it.
    fn set(&mut self, steps: &[Step], source: &Self) -> Result<(), String> {
        let Some((step, rest)) = steps.split_first() else {
            *self = source.clone();
            return Ok(());
        };
        let theirs = source.child(step).ok_or("the source has no such key")?;
        let fits = matches!(
            (step, &self.data),
            (Step::Name(_), Kind::Map(_)) | (Step::Index(_) | Step::Element { .. }, Kind::List(_))
        );
        if !fits || self.is_nothing() {
            if !self.is_nothing() {
                return Err("a value of another kind is in the way".to_owned());
            }
            // A value that the same edits emptied is built again as the source has it.
            let keeps = fits && matches!(&self.data, Kind::List(items) if !items.is_empty());
            if !keeps {
                let data = if let Step::Name(_) = step { Kind::Map(BTreeMap::new()) } else { Kind::List(Vec::new()) };
                *self = Self { tag: if fits { self.tag.clone() } else { source.tag.clone() }, data };
            }
        }
        match self.child(step) {
            Some(_) => self.child_mut(step).ok_or("lost")?.set(rest, theirs),
            None => self.add(step, theirs)?.set(rest, theirs),
        }
    }

    /// Adds an entry or element that is empty except for its identifying field.
    fn add(&mut self, step: &Step, source: &Self) -> Result<&mut Self, String> {
        let data = match (&source.data, step) {
            (Kind::Map(entries), Step::Element { field, .. }) => {
                Kind::Map(entries.get(field).map(|held| (field.clone(), held.clone())).into_iter().collect())
            }
            (Kind::Map(_), _) => Kind::Map(BTreeMap::new()),
            (Kind::List(_), _) => Kind::List(Vec::new()),
            (Kind::Leaf(_), _) => Kind::Leaf(Value::Null),
        };
        let held = Self { tag: source.tag.clone(), data };
        match (step, &mut self.data) {
            (Step::Name(name), Kind::Map(entries)) => Ok(entries.entry(name.clone()).or_insert(held)),
            (Step::Index(at), Kind::List(items)) if *at != items.len() => Err(format!("no place for [{at}]")),
            (_, Kind::List(items)) => {
                items.push(Some(Item { held, new: true }));
                items.last_mut().and_then(Option::as_mut).map(|item| &mut item.held).ok_or_else(|| "lost".to_owned())
            }
            _ => Err("a value of another kind is in the way".to_owned()),
        }
    }

    /// Removes the value at `steps` if it is empty, or holds only its identifying field; returns whether it is gone.
    fn prune(&mut self, steps: &[Step]) -> bool {
        let Some(held) = steps.iter().try_fold(&*self, |held, step| held.child(step)) else { return true };
        let goes = match (&held.data, steps.last()) {
            (Kind::Map(entries), Some(Step::Element { field, .. })) if entries.len() == 1 => {
                entries.contains_key(field)
            }
            (Kind::Map(entries), _) => entries.is_empty(),
            (Kind::List(items), _) => items.iter().all(Option::is_none),
            (Kind::Leaf(_), _) => false,
        };
        goes && self.remove(steps).is_ok()
    }

    /// Whether `found` is the expected value.
    fn is(&self, found: &Self) -> bool {
        self.tag == found.tag
            && match (&self.data, &found.data) {
                (Kind::Leaf(a), Kind::Leaf(b)) => a == b,
                (Kind::Map(a), Kind::Map(b)) => {
                    a.len() == b.len() && a.iter().all(|(name, held)| b.get(name).is_some_and(|found| held.is(found)))
                }
                (Kind::List(a), Kind::List(b)) => is_list(a, b),
                _ => false,
            }
    }
}

/// Existing elements keep their order; new ones may be anywhere between them.
fn is_list(expected: &[Option<Item>], found: &[Option<Item>]) -> bool {
    let (mut new, kept): (Vec<&Item>, Vec<&Item>) = expected.iter().flatten().partition(|item| item.new);
    let mut kept = kept.into_iter().peekable();
    for item in found.iter().flatten() {
        if kept.peek().is_some_and(|next| next.held.is(&item.held)) {
            kept.next();
        } else if let Some(at) = new.iter().position(|next| next.held.is(&item.held)) {
            new.remove(at);
        } else {
            return false;
        }
    }
    kept.next().is_none() && new.is_empty()
}

fn entries_of<'k>(data: &'k Kind, field: &str) -> Option<&'k Held> {
    if let Kind::Map(entries) = data { entries.get(field) } else { None }
}

/// The text of a value that can tell elements apart.
fn word(data: &Kind) -> Option<String> {
    match data {
        Kind::Leaf(Value::String(text) | Value::Token(text)) if !text.is_empty() => Some(text.clone()),
        Kind::Leaf(Value::Bool(flag)) => Some(flag.to_string()),
        _ => None,
    }
}

/// A map of such values as `a=1,b=2`, unless that could be read in two ways.
fn named_by(entries: &BTreeMap<String, Held>) -> Option<String> {
    let mut pairs = Vec::new();
    for (name, held) in entries {
        let value = word(&held.data).filter(|_| held.tag.is_none())?;
        if name.contains([',', '=', '\n']) || value.contains([',', '\n']) {
            return None;
        }
        pairs.push(format!("{name}={value}"));
    }
    pairs.sort();
    (!pairs.is_empty()).then(|| pairs.join(","))
}

fn position(items: &[Option<Item>], step: &Step) -> Option<usize> {
    match step {
        Step::Index(at) => items.get(*at)?.is_some().then_some(*at),
        Step::Element { field, value } => items
            .iter()
            .position(|item| item.as_ref().is_some_and(|i| i.held.identity(field).as_deref() == Some(value))),
        Step::Name(_) | Step::Bound(_) => None,
    }
}
