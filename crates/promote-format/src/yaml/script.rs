//! From wishes to changes: one walk down a document of the target, beside the source.
//!
//! A change speaks of one value or one container of the target, names nodes and not text, and is
//! complete: all that is cut from a map, or inserted into it, is known at once. What is missing in
//! the target is gathered at the nearest parent that is there.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::{self, Aliases, Way, aliases, inner_anchor};
use super::change::{At, Change, New, Places, Slot};
use super::editor::Mode;
use super::layout::{Layout, Style};
use crate::edit_tree::EditNode;
use crate::find::Paths;
use crate::model::line_of;
use crate::{Data, EditError, Node, Origin, Parsed};
use promote_model::{Key, Step};

/// The changes of one document, those of inner values before those of outer ones.
pub(crate) struct Script<'t, 's> {
    layout: Layout<'t>,
    target: &'t Parsed,
    source: &'s [Paths<'s>],
    mode: Mode,
    /// The changes so far.
    pub(crate) changes: Vec<Change<'t, 's>>,
    /// Where an anchor is in the way, if the result is not what it should be.
    doubt: Option<(Key, Way<'t>)>,
    /// What to say then.
    pub(crate) error: Option<EditError>,
}

/// Wishes for what the target does not have, with the step that would lead to it.
type Missing<'w, 'e> = Vec<(&'e Step, &'w EditNode<'e>)>;

/// Whether a value is still there afterwards.
#[derive(PartialEq)]
enum Fate {
    Stays,
    Goes,
}

impl<'t, 's> Script<'t, 's> {
    /// A script without changes.
    pub(crate) fn new(layout: Layout<'t>, target: &'t Parsed, source: &'s [Paths<'s>], mode: Mode) -> Self {
        Self { layout, target, source, mode, changes: Vec::new(), doubt: None, error: None }
    }

    /// Adds what `wish` wants of a document that is there.
    pub(crate) fn document(&mut self, document: usize, wish: &EditNode<'_>) -> Result<(), EditError> {
        let node = &self.target.tree.documents[document].root;
        let slot = Slot { document, parent: None, node, in_flow: false };
        if self.visit(slot, wish, &Key::root())? == Fate::Goes {
            self.changes.clear();
            self.changes.push(Change::Clear(slot));
        }
        let told = self.doubt.as_ref();
        let told = told.and_then(|(key, way)| Some((key, anchors::reason(self.target, document, key, *way, wish)?)));
        self.error = told.map(|(key, reason)| self.bad(document, key, reason));
        Ok(())
    }

    /// What `wish` wants of a document that is not there.
    pub(crate) fn new_document(&self, wish: &EditNode<'_>) -> Result<New<'s>, EditError> {
        self.arriving(wish, 0, &Key::root())
    }

    fn bad(&self, document: usize, key: &Key, reason: String) -> EditError {
        EditError { key: key.clone(), line: line_of(self.target, document, key), reason }
    }

    fn visit(&mut self, slot: Slot<'t>, wish: &EditNode<'_>, key: &Key) -> Result<Fate, EditError> {
        let node = slot.node;
        match node.origin() {
            Origin::Derived(anchor) => return Ok(self.derived(slot, wish, key, anchor)),
            Origin::Anchored(anchor) => self.doubt(wish, key, Way::Anchored(anchor)),
            Origin::Own => {}
        }
        if (wish.set.is_some() || wish.remove)
            && let Some(anchor) = inner_anchor(node)
        {
            self.doubt(wish, key, Way::Inside(anchor));
        }
        if wish.set.is_some() && self.mode < Mode::Replacing && aliases(node) != Aliases::None {
            // Perhaps all that differs is what the aliases in it stand for.
            return Ok(Fate::Stays);
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
    fn doubt(&mut self, wish: &EditNode<'_>, key: &Key, way: Way<'t>) {
        if self.doubt.is_none() {
            self.doubt = Some((wish.first(key), way));
        }
    }

    /// A value that an alias or a merge brings. It follows its anchor; only as a whole can it go.
    fn derived(&mut self, slot: Slot<'t>, wish: &EditNode<'_>, key: &Key, anchor: &'t str) -> Fate {
        if removes_all(slot.node, wish) {
            return Fate::Goes;
        }
        self.doubt(wish, key, Way::Derived(anchor));
        Fate::Stays
    }

    fn container(&mut self, slot: Slot<'t>, wish: &EditNode<'_>, key: &Key) -> Result<Fate, EditError> {
        let node = slot.node;
        let mark = self.changes.len();
        let (mut gone, missing) = self.below(slot, wish, key)?;
        let own = self.layout.own_count(node);
        let count = node.len();
        let emptied = gone.len() == count || wish.leaves_identity(node, key.last(), |at| gone.contains(&at));
        if missing.is_empty() && emptied {
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
            self.changes.push(Change::Remove(slot, gone.into_iter().collect()));
        }
        Ok(Fate::Stays)
    }

    /// Visits the children that are there: which of them go, and which wishes have none.
    fn below<'w, 'e>(
        &mut self,
        slot: Slot<'t>,
        wish: &'w EditNode<'e>,
        key: &Key,
    ) -> Result<(BTreeSet<usize>, Missing<'w, 'e>), EditError> {
        let node = slot.node;
        let in_flow = slot.in_flow || self.layout.style(node) == Style::Flow;
        let matched = wish.matched(node);
        let (mut gone, mut missing) = (BTreeSet::new(), matched.missing);
        for (index, (step, below)) in matched.there {
            let Some(value) = node.nth(index) else { continue };
            if self.overrides(node, index, below) {
                missing.push((step, below));
                continue;
            }
            let slot = Slot { document: slot.document, parent: Some((node, index)), node: value, in_flow };
            if self.visit(slot, below, &key.child(step.clone()))? == Fate::Goes {
                gone.insert(index);
            }
        }
        Ok((gone, missing))
    }

    /// Whether an explicit entry comes to stand over a merged one: where the source has one, too.
    fn overrides(&self, node: &Node, index: usize, wish: &EditNode<'_>) -> bool {
        let Data::Map(entries) = &node.data else { return false };
        wish.set.is_some() && self.mode >= Mode::Overriding && !self.layout.is_own(&entries[index])
    }

    fn insert(
        &mut self,
        slot: Slot<'t>,
        missing: &[(&Step, &EditNode<'_>)],
        gone: &BTreeSet<usize>,
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
        let first = self.layout.child_start(slot.node, 0);
        let flow = self.layout.style(slot.node) == Style::Flow;
        let dash = !flow && own > 0 && !self.layout.begins_line(first);
        let headed = !flow && own > 0 && slot.parent.is_none() && self.layout.is_headed(slot.node);
        for new in news {
            let at = match places.of(&new) {
                // Before the first entry on a dash's line there is no place that moves nothing, and
                // between a comment and the first entry of a file none that surely keeps its sense.
                At::Before(first) if dash || (headed && first == 0) => At::After(first),
                at => at,
            };
            by_place.entry(at).or_default().push(new);
        }
        self.changes.extend(by_place.into_iter().map(|(at, news)| Change::Insert(slot, at, news)));
        Ok(())
    }

    /// What the source has under `key`, as far as `wish` asks for it.
    fn arriving(&self, wish: &EditNode<'_>, document: usize, key: &Key) -> Result<New<'s>, EditError> {
        let paths = self.source.get(wish.source().unwrap_or(0));
        let found = paths.and_then(|paths| paths.find(key));
        let missing = || self.bad(document, key, "the source has no such key".to_owned());
        Ok(New::of(found.ok_or_else(missing)?, wish, key.last()))
    }
}

/// Whether `wish` takes away all that `node` holds.
fn removes_all(node: &Node, wish: &EditNode<'_>) -> bool {
    if wish.remove || wish.below.is_empty() {
        return wish.remove && !wish.sets();
    }
    let matched = wish.matched(node);
    if matches!(node.data, Data::Scalar(_)) {
        return false;
    }
    let all = |(index, (_, below)): (&usize, &(&Step, &EditNode<'_>))| {
        node.nth(*index).is_some_and(|n| removes_all(n, below))
    };
    matched.missing.is_empty() && matched.there.len() == node.len() && matched.there.iter().all(all)
}
