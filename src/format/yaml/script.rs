//! From wishes to changes: one walk down a document of the target, beside the source.
//!
//! A change speaks of one value or one container of the target, names nodes and not text, and is
//! complete: all that is cut from a map, or inserted into it, is known at once. What is missing in
//! the target is gathered at the nearest parent that is there.

use std::collections::{BTreeMap, HashSet};

use super::layout::{Layout, Style, child};
use crate::format::model::line_of;
use crate::format::wanted::{Finder, Wish};
use crate::format::{Data, EditError, Node, Origin, Parsed};
use crate::model::{Key, Step, Value};

/// A value of the source on its way into the target.
#[derive(Debug, Clone)]
pub struct New<'s> {
    /// Its container in the source and its position there; `None` for a document's root.
    pub parent: Option<(&'s Node, usize)>,
    /// The value.
    pub node: &'s Node,
    /// Those of its children that come, in order; `None` for all of it.
    pub part: Option<Vec<New<'s>>>,
}

/// Where a value of the target stands.
#[derive(Debug, Clone, Copy)]
pub struct Slot<'t> {
    /// The document.
    pub document: usize,
    /// Its container and its position there; `None` for the document's root.
    pub parent: Option<(&'t Node, usize)>,
    /// The value.
    pub node: &'t Node,
    /// Whether it stands inside a flow collection.
    pub in_flow: bool,
}

/// Where new children come to stand, by position among the old ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// Directly before this one.
    Before(usize),
    /// Directly behind this one.
    After(usize),
}

/// A change of one value or container.
#[derive(Debug)]
pub enum Change<'t, 's> {
    /// The value becomes another.
    Set(Slot<'t>, New<'s>),
    /// The root loses all it has.
    Clear(Slot<'t>),
    /// New children.
    Insert(Slot<'t>, At, Vec<New<'s>>),
    /// Children that go.
    Remove(Slot<'t>, Vec<usize>),
}

/// The changes of one document, those of inner values before those of outer ones.
pub struct Script<'t, 's> {
    layout: Layout<'t>,
    target: &'t Parsed,
    source: &'s Parsed,
    /// Whether an explicit key may be written over a merged one at once.
    overriding: bool,
    /// The changes so far.
    pub changes: Vec<Change<'t, 's>>,
    /// What to say if the result is not what it should be: an anchor is in the way.
    pub doubt: Option<EditError>,
}

/// Whether a value is still there afterwards.
#[derive(PartialEq)]
enum Fate {
    Stays,
    Goes,
}

impl<'t, 's> Script<'t, 's> {
    /// A script without changes.
    pub fn new(layout: Layout<'t>, target: &'t Parsed, source: &'s Parsed, overriding: bool) -> Self {
        Self { layout, target, source, overriding, changes: Vec::new(), doubt: None }
    }

    /// Adds what `wish` wants of a document that is there.
    pub fn document(&mut self, document: usize, wish: &Wish<'_>) -> Result<(), EditError> {
        let node = &self.target.tree.documents[document].root;
        let slot = Slot { document, parent: None, node, in_flow: false };
        if self.visit(slot, wish, &Key::root())? == Fate::Goes {
            self.changes.clear();
            self.changes.push(Change::Clear(slot));
        }
        Ok(())
    }

    /// What `wish` wants of a document that is not there.
    pub fn new_document(&self, wish: &Wish<'_>) -> Result<New<'s>, EditError> {
        self.arriving(wish, 0, &Key::root())
    }

    fn bad(&self, document: usize, key: &Key, reason: String) -> EditError {
        EditError { key: key.clone(), line: line_of(self.target, document, key), reason }
    }

    fn visit(&mut self, slot: Slot<'t>, wish: &Wish<'_>, key: &Key) -> Result<Fate, EditError> {
        let node = slot.node;
        match &node.origin {
            Origin::Derived(anchor) => return Ok(self.derived(slot, wish, key, anchor)),
            Origin::Anchored(anchor) => self.doubt(slot, wish, key, || {
                format!("the value has the anchor '{anchor}', and other places repeat it: change them all by hand")
            }),
            Origin::Own => {}
        }
        if wish.set.is_some() || (wish.remove && wish.sets()) {
            let new = self.arriving(wish, slot.document, key)?;
            self.changes.push(Change::Set(slot, new));
            return Ok(Fate::Stays);
        }
        if wish.remove {
            return Ok(Fate::Goes);
        }
        let by_name = matches!(wish.below.keys().next(), Some(Step::Name(_)));
        match (&node.data, by_name) {
            (Data::Map(entries), true) if !entries.is_empty() => self.container(slot, wish, key),
            (Data::List(items), false) if !items.is_empty() => self.container(slot, wish, key),
            _ => {
                let new = self.arriving(wish, slot.document, key)?;
                self.changes.push(Change::Set(slot, new));
                Ok(Fate::Stays)
            }
        }
    }

    /// Notes what is in the way of the first edit at or below `key`.
    fn doubt(&mut self, slot: Slot<'t>, wish: &Wish<'_>, key: &Key, reason: impl FnOnce() -> String) {
        if self.doubt.is_none() {
            self.doubt = Some(self.bad(slot.document, &wish.first(key), reason()));
        }
    }

    /// A value that an alias or a merge brings. It follows its anchor; only as a whole can it go.
    fn derived(&mut self, slot: Slot<'t>, wish: &Wish<'_>, key: &Key, anchor: &str) -> Fate {
        if removes_all(slot.node, wish) {
            return Fate::Goes;
        }
        self.doubt(slot, wish, key, || {
            format!("the value comes from the anchor '{anchor}': change it there, or write it out here first")
        });
        Fate::Stays
    }

    fn container(&mut self, slot: Slot<'t>, wish: &Wish<'_>, key: &Key) -> Result<Fate, EditError> {
        let node = slot.node;
        let mark = self.changes.len();
        let in_flow = slot.in_flow || self.layout.style(node) == Style::Flow;
        let matched = wish.matched(node);
        let (mut gone, mut missing) = (HashSet::new(), matched.missing);
        for (index, (step, below)) in matched.there {
            let Some(value) = child(node, index) else { continue };
            if self.overrides(node, index, below) {
                missing.push((step, below));
                continue;
            }
            let slot = Slot { document: slot.document, parent: Some((node, index)), node: value, in_flow };
            if self.visit(slot, below, &key.child(step.clone()))? == Fate::Goes {
                gone.insert(index);
            }
        }
        let own = self.layout.own_count(node);
        let count = match &node.data {
            Data::Map(entries) => entries.len(),
            _ => own,
        };
        if missing.is_empty()
            && (gone.len() == count || wish.leaves_identity(node, key.last(), |at| gone.contains(&at)))
        {
            self.changes.truncate(mark);
            return Ok(Fate::Goes);
        }
        // Merged children that go are none of this container's text.
        gone.retain(|index| *index < own);
        if gone.len() == own && !missing.is_empty() && own == count {
            self.changes.truncate(mark);
            let new = self.arriving(wish, slot.document, key)?;
            self.changes.push(Change::Set(slot, new));
            return Ok(Fate::Stays);
        }
        if !missing.is_empty() {
            self.insert(slot, &missing, &gone, own, key)?;
        }
        if !gone.is_empty() {
            let mut gone: Vec<usize> = gone.into_iter().collect();
            gone.sort_unstable();
            self.changes.push(Change::Remove(slot, gone));
        }
        Ok(Fate::Stays)
    }

    /// Whether an explicit entry comes to stand over a merged one: where the source has one, too.
    fn overrides(&self, node: &Node, index: usize, wish: &Wish<'_>) -> bool {
        let Data::Map(entries) = &node.data else { return false };
        wish.set.is_some() && self.overriding && !self.layout.is_own(&entries[index])
    }

    fn insert(
        &mut self,
        slot: Slot<'t>,
        missing: &[(&Step, &Wish<'_>)],
        gone: &HashSet<usize>,
        own: usize,
        key: &Key,
    ) -> Result<(), EditError> {
        let mut by_place: BTreeMap<At, Vec<New<'s>>> = BTreeMap::new();
        let mut news = Vec::with_capacity(missing.len());
        for (step, wish) in missing {
            news.push(self.arriving(wish, slot.document, &key.child((*step).clone()))?);
        }
        news.sort_by_key(|new| new.parent.map_or(0, |(_, index)| index));
        let places = Places::new(slot.node, missing, gone, own, news.first());
        let flow = self.layout.style(slot.node) == Style::Flow;
        let inline = own > 0 && !flow && !self.layout.begins_line(self.layout.child_start(slot.node, 0));
        for new in news {
            let at = match places.of(&new) {
                // Before the first entry on a dash's line there is no place that moves nothing.
                At::Before(first) if inline => At::After(first),
                at => at,
            };
            by_place.entry(at).or_default().push(new);
        }
        self.changes.extend(by_place.into_iter().map(|(at, news)| Change::Insert(slot, at, news)));
        Ok(())
    }

    /// What the source has under `key`, as far as `wish` asks for it.
    fn arriving(&self, wish: &Wish<'_>, document: usize, key: &Key) -> Result<New<'s>, EditError> {
        let from = wish.source().unwrap_or(0);
        let root = self.source.tree.documents.get(from).map(|d| &d.root);
        let missing = || self.bad(document, key, "the source has no such key".to_owned());
        let mut node = root.ok_or_else(missing)?;
        let mut parent = None;
        for step in key.steps() {
            let index = Finder::new(node, 1).find(step).ok_or_else(missing)?;
            parent = Some((node, index));
            node = child(node, index).ok_or_else(missing)?;
        }
        Ok(pick(parent, node, wish, key.last()))
    }
}

/// Whether `wish` takes away all that `node` holds.
fn removes_all(node: &Node, wish: &Wish<'_>) -> bool {
    if wish.remove || wish.below.is_empty() {
        return wish.remove && !wish.sets();
    }
    let matched = wish.matched(node);
    let count = match &node.data {
        Data::Map(entries) => entries.len(),
        Data::List(items) => items.len(),
        Data::Scalar(_) => return false,
    };
    let all =
        |(index, (_, below)): (&usize, &(&Step, &Wish<'_>))| child(node, *index).is_some_and(|n| removes_all(n, below));
    matched.missing.is_empty() && matched.there.len() == count && matched.there.iter().all(all)
}

/// A value of the source with those children that are wished for; an element's identifying field
/// comes first. All of them are the whole.
fn pick<'s>(parent: Option<(&'s Node, usize)>, node: &'s Node, wish: &Wish<'_>, step: Option<&Step>) -> New<'s> {
    if wish.set.is_some() {
        return New { parent, node, part: None };
    }
    let matched = wish.matched(node);
    let mut part: Vec<New<'s>> = Vec::new();
    for (index, (step, below)) in &matched.there {
        let chosen = child(node, *index).filter(|_| below.sets());
        part.extend(chosen.map(|value| pick(Some((node, *index)), value, below, Some(step))));
    }
    if let (Some(Step::Element { field, .. }), Data::Map(entries)) = (step, &node.data)
        && let Some(index) = entries.iter().position(|e| e.name == *field)
    {
        part.retain(|new| new.parent.is_none_or(|(_, at)| at != index));
        part.insert(0, New { parent: Some((node, index)), node: &entries[index].value, part: None });
    }
    let count = match &node.data {
        Data::Map(entries) => entries.len(),
        Data::List(items) => items.len(),
        Data::Scalar(_) => 0,
    };
    let whole = part.len() == count && part.iter().all(|new| new.part.is_none());
    New { parent, node, part: (!whole).then_some(part) }
}

/// For each child of the source's container, where it belongs in the target's: behind the nearest
/// one before it that the target has, else before the nearest one behind it, else at the end.
struct Places {
    known: Vec<At>,
    end: At,
}

impl Places {
    fn new(
        target: &Node,
        missing: &[(&Step, &Wish<'_>)],
        gone: &HashSet<usize>,
        own: usize,
        first: Option<&New<'_>>,
    ) -> Self {
        let stays = |index: &usize| *index < own && !gone.contains(index);
        let end = (0..own).rev().find(stays).map_or(At::After(own.saturating_sub(1)), At::After);
        let source = first.and_then(|new| new.parent).map(|(node, _)| node);
        let Some(source) = source else { return Self { known: Vec::new(), end } };
        let there = counterparts(target, source, missing);
        let mut known: Vec<At> = Vec::with_capacity(there.len());
        let mut last = None;
        for index in &there {
            last = index.filter(|i| stays(i)).map(At::After).or(last);
            known.push(last.unwrap_or(end));
        }
        if let Some(follower) = there.iter().position(|index| index.is_some_and(|i| stays(&i))) {
            let before = there[follower].map_or(end, At::Before);
            known[..follower].fill(before);
        }
        Self { known, end }
    }

    fn of(&self, new: &New<'_>) -> At {
        new.parent.and_then(|(_, index)| self.known.get(index)).copied().unwrap_or(self.end)
    }
}

/// For each child of `source`, the position of the one in `target` that is the same by name or by
/// identifying field.
fn counterparts(target: &Node, source: &Node, missing: &[(&Step, &Wish<'_>)]) -> Vec<Option<usize>> {
    match &source.data {
        Data::Map(entries) => {
            let finder = Finder::new(target, entries.len());
            entries.iter().map(|e| finder.find(&Step::Name(e.name.clone()))).collect()
        }
        Data::List(items) => {
            let finder = Finder::new(target, items.len());
            let field = missing.iter().find_map(|(step, _)| match step {
                Step::Element { field, .. } => Some(field.clone()),
                _ => None,
            });
            let Some(field) = field else { return vec![None; items.len()] };
            let step = |value| Step::Element { field: field.clone(), value };
            items.iter().map(|item| item.identity(&field).and_then(|value| finder.find(&step(value)))).collect()
        }
        Data::Scalar(value) => vec![None; usize::from(*value != Value::Null)],
    }
}
