//! From edits to changes: one walk down a document of the target and the source together.
//!
//! A change describes one value or one container of the target in terms of nodes, not text, and is complete: it
//! lists everything that is removed from a mapping or inserted into it. Values that the target does not have are
//! collected at their nearest existing parent.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::anchors::{self, Aliases, AnchorConflict, Repeats, aliases, inner_anchor};
use super::change::{InsertAt, InsertPositions, NodeChange, Slot, SourceValue};
use super::layout::{NodeStyle, YamlText};
use super::mode::Mode;
use crate::align::staying;
use crate::edit_tree::{EditNode, Outcome};
use crate::find::KeyFinder;
use crate::line_block::Paragraphs;
use crate::model::line_of;
use crate::{Data, EditError, Node, Origin, Parsed};
use promote_model::{Key, Step};

/// The changes of one document, inner values before outer ones.
pub(crate) struct ChangePlan<'t, 's> {
    layout: YamlText<'t>,
    source_layout: YamlText<'s>,
    target: &'t Parsed,
    source: &'s [KeyFinder<'s>],
    mode: Mode,
    /// The steps that maps with an anchor get.
    anchored: HashSet<Step>,
    /// The changes so far.
    pub(crate) changes: Vec<NodeChange<'t, 's>>,
    /// The keys and anchors to blame if the result is wrong: the first that something else depends on.
    error_if_wrong: Vec<(Key, AnchorConflict<'t>)>,
    /// The error to report if the result is wrong.
    pub(crate) error: Option<EditError>,
}

/// The most anchors that are looked at for the reason of a refusal.
const MOST_BLAMED: usize = 16;

/// Edits of values that the target does not have, each with its step.
type Missing<'w, 'e> = Vec<(&'e Step, &'w EditNode<'e>)>;

impl<'t, 's> ChangePlan<'t, 's> {
    /// A plan without changes.
    pub(crate) fn new(
        (layout, source_layout): (YamlText<'t>, YamlText<'s>),
        target: &'t Parsed,
        source: &'s [KeyFinder<'s>],
        mode: Mode,
    ) -> Self {
        Self {
            layout,
            source_layout,
            target,
            source,
            mode,
            anchored: HashSet::new(),
            changes: Vec::new(),
            error_if_wrong: Vec::new(),
            error: None,
        }
    }

    /// Plans the edits of an existing document.
    pub(crate) fn document(&mut self, document: usize, edit_node: &EditNode<'_>) -> Result<(), EditError> {
        let node = &self.target.tree.documents[document].root;
        let slot = Slot { document, parent: None, node, in_flow: false };
        added_to_anchored(node, edit_node, &mut self.anchored);
        if self.visit(slot, edit_node, &Key::root())? == Outcome::Removed {
            self.changes.clear();
            self.changes.push(NodeChange::Clear(slot));
        }
        if !self.error_if_wrong.is_empty() {
            let repeats = Repeats::of(YamlText::of(self.target), node);
            let reason = |key: &Key, way| anchors::reason(self.target, document, key, way, edit_node, &repeats);
            let message = self.error_if_wrong.iter().find_map(|(key, way)| Some((key, reason(key, *way)?)));
            self.error = message.map(|(key, reason)| self.bad(document, key, reason));
        }
        Ok(())
    }

    /// The root of a new document.
    pub(crate) fn new_document(&self, edit_node: &EditNode<'_>) -> Result<SourceValue<'s>, EditError> {
        self.arriving(edit_node, 0, &Key::root())
    }

    fn bad(&self, document: usize, key: &Key, reason: String) -> EditError {
        EditError { key: key.clone(), line: line_of(self.target, document, key), reason }
    }

    fn visit(&mut self, slot: Slot<'t>, edit_node: &EditNode<'_>, key: &Key) -> Result<Outcome, EditError> {
        let node = slot.node;
        match node.origin() {
            Origin::Derived(anchor) => return Ok(self.derived(slot, edit_node, key, anchor)),
            Origin::Anchored(anchor) => self.error_if_wrong(edit_node, key, AnchorConflict::Anchored(anchor)),
            Origin::Own => {}
        }
        if (edit_node.set.is_some() || edit_node.remove)
            && let Some(anchor) = inner_anchor(node)
        {
            self.error_if_wrong(edit_node, key, AnchorConflict::Inside(anchor));
        }
        if edit_node.set.is_some() && self.mode < Mode::ReplaceAliased && aliases(node) != Aliases::None {
            // Perhaps only the anchors of the aliases in it differ.
            return Ok(Outcome::Kept);
        }
        if edit_node.set.is_some() || (edit_node.remove && edit_node.sets()) {
            let new = self.arriving(edit_node, slot.document, key)?;
            if self.elements(slot, &new) {
                return Ok(Outcome::Kept);
            }
            self.changes.push(NodeChange::Set(slot, new));
            return Ok(Outcome::Kept);
        }
        if edit_node.remove {
            return Ok(Outcome::Removed);
        }
        let by_name = matches!(edit_node.below.keys().next(), Some(Step::Name(_)));
        match (&node.data, by_name) {
            (Data::Map(entries), true) if !entries.is_empty() => self.container(slot, edit_node, key),
            (Data::List(items), false) if !items.is_empty() => self.container(slot, edit_node, key),
            _ => {
                let new = self.arriving(edit_node, slot.document, key)?;
                self.changes.push(NodeChange::Set(slot, new));
                Ok(Outcome::Kept)
            }
        }
    }

    /// Plans a list that is replaced by another one as changes of its elements, where some stay; tells whether it did.
    fn elements(&mut self, slot: Slot<'t>, new: &SourceValue<'s>) -> bool {
        let is_whole = new.part.is_none() && slot.node.tag().is_none() && new.node.tag().is_none();
        if !is_whole || self.mode >= Mode::ReplaceAliased {
            return false;
        }
        let Some(staying) = staying(self.layout.text, slot.node, new.node) else { return false };
        let stays: BTreeSet<usize> = staying.iter().flatten().copied().collect();
        let gone: Vec<usize> = (0..slot.node.len()).filter(|index| !stays.contains(index)).collect();
        let first = stays.first().copied().unwrap_or_default();
        let (mut at, mut by_place) = (InsertAt::Before(first), BTreeMap::<InsertAt, Vec<SourceValue<'s>>>::new());
        for (index, counterpart) in staying.iter().enumerate() {
            match (counterpart, new.node.nth(index)) {
                (Some(ours), _) => at = InsertAt::After(*ours),
                (None, Some(node)) => {
                    let follower = staying.get(index + 1).copied().flatten();
                    let value = SourceValue { follower, ..SourceValue::whole(Some((new.node, index)), node) };
                    by_place.entry(at).or_default().push(value);
                }
                (None, None) => {}
            }
        }
        self.changes.extend(by_place.into_iter().map(|(at, additions)| NodeChange::Insert(slot, at, additions)));
        if !gone.is_empty() {
            self.changes.push(NodeChange::Remove(slot, gone));
        }
        true
    }

    /// Whether the place is an entry that a merge adds to its map.
    fn is_merged(&self, slot: Slot<'t>) -> bool {
        slot.parent.is_some_and(|(container, index)| match &container.data {
            Data::Map(entries) => entries.get(index).is_some_and(|entry| !self.layout.is_own(entry)),
            _ => false,
        })
    }

    /// Records the anchor that may prevent the first edit at or below `key`.
    fn error_if_wrong(&mut self, edit_node: &EditNode<'_>, key: &Key, way: AnchorConflict<'t>) {
        if self.error_if_wrong.len() < MOST_BLAMED {
            self.error_if_wrong.push((edit_node.first(key), way));
        }
    }

    /// Plans the edit of a value from an alias or a merge key. It follows its anchor and can only be removed as
    /// a whole.
    fn derived(&mut self, slot: Slot<'t>, edit_node: &EditNode<'_>, key: &Key, anchor: &'t str) -> Outcome {
        if removes_all(slot.node, edit_node) {
            if self.is_merged(slot) {
                self.error_if_wrong(edit_node, key, AnchorConflict::Merged(anchor));
            }
            return Outcome::Removed;
        }
        // An alias alone on its key is replaced where its anchor does not give the new value.
        let is_alias = self.layout.text[slot.node.span()].starts_with('*');
        if is_alias
            && edit_node.set.is_some()
            && self.mode >= Mode::OverrideMerged
            && let Ok(new) = self.arriving(edit_node, slot.document, key)
        {
            self.changes.push(NodeChange::Set(slot, new));
            return Outcome::Kept;
        }
        self.error_if_wrong(edit_node, key, AnchorConflict::Derived(anchor));
        Outcome::Kept
    }

    fn container(&mut self, slot: Slot<'t>, edit_node: &EditNode<'_>, key: &Key) -> Result<Outcome, EditError> {
        let node = slot.node;
        let mark = self.changes.len();
        let (mut gone, missing) = self.below(slot, edit_node, key)?;
        let own = self.layout.own_count(node);
        let count = node.len();
        let emptied = gone.len() == count || edit_node.leaves_identity(node, key.last(), |at| gone.contains(&at));
        if missing.is_empty() && emptied {
            self.changes.truncate(mark);
            return Ok(Outcome::Removed);
        }
        // Merged children have no text in this container.
        gone.retain(|index| *index < own);
        if gone.len() == own && !missing.is_empty() && own == count {
            self.changes.truncate(mark);
            let new = self.arriving(edit_node, slot.document, key)?;
            self.changes.push(NodeChange::Refill(slot, new));
            return Ok(Outcome::Kept);
        }
        // A key that the merged map gets comes with it.
        let merges = self.mode <= Mode::FollowAnchors && own < count;
        let missing: Missing<'_, '_> =
            missing.into_iter().filter(|(step, _)| !merges || !self.anchored.contains(*step)).collect();
        if !missing.is_empty() {
            self.insert(slot, &missing, &gone, own, key)?;
        }
        if !gone.is_empty() {
            self.changes.push(NodeChange::Remove(slot, gone.into_iter().collect()));
        }
        Ok(Outcome::Kept)
    }

    /// Plans the edits of existing children. Returns the children to remove and the edits without a child.
    fn below<'w, 'e>(
        &mut self,
        slot: Slot<'t>,
        edit_node: &'w EditNode<'e>,
        key: &Key,
    ) -> Result<(BTreeSet<usize>, Missing<'w, 'e>), EditError> {
        let node = slot.node;
        let in_flow = slot.in_flow || self.layout.style(node) == NodeStyle::Flow;
        let matched = edit_node.matched(node);
        let (mut gone, mut missing) = (BTreeSet::new(), matched.missing);
        for (index, (step, below)) in matched.existing {
            let Some(value) = node.nth(index) else { continue };
            if self.overrides(node, index, below) {
                missing.push((step, below));
                continue;
            }
            let slot = Slot { document: slot.document, parent: Some((node, index)), node: value, in_flow };
            if self.visit(slot, below, &key.child(step.clone()))? == Outcome::Removed {
                gone.insert(index);
            }
        }
        Ok((gone, missing))
    }

    /// Whether an explicit entry overrides a merged one, as in the source.
    fn overrides(&self, node: &Node, index: usize, edit_node: &EditNode<'_>) -> bool {
        let Data::Map(entries) = &node.data else { return false };
        edit_node.set.is_some() && self.mode >= Mode::OverrideMerged && !self.layout.is_own(&entries[index])
    }

    fn insert(
        &mut self,
        slot: Slot<'t>,
        missing: &[(&Step, &EditNode<'_>)],
        gone: &BTreeSet<usize>,
        own: usize,
        key: &Key,
    ) -> Result<(), EditError> {
        let mut by_place: BTreeMap<InsertAt, Vec<SourceValue<'s>>> = BTreeMap::new();
        let mut additions = Vec::with_capacity(missing.len());
        for (step, edit_node) in missing {
            additions.push(self.arriving(edit_node, slot.document, &key.child((*step).clone()))?);
        }
        additions.sort_by_key(|new| new.parent.map_or(0, |(_, index)| index));
        let from = additions.first().and_then(|new| new.parent).map(|(node, _)| node);
        let paragraphs = Paragraphs {
            source: from.map(|from| self.source_layout.paragraphs(from)).unwrap_or_default(),
            target: self.layout.paragraphs(slot.node),
        };
        let places = InsertPositions::new(slot.node, missing, gone, own, (from, &paragraphs));
        for mut new in additions {
            new.follower = places.follower(&new);
            by_place.entry(places.of(&new)).or_default().push(new);
        }
        self.changes.extend(by_place.into_iter().map(|(at, additions)| NodeChange::Insert(slot, at, additions)));
        Ok(())
    }

    /// The source's value under `key`, reduced to the part that `edit_node` asks for.
    fn arriving(&self, edit_node: &EditNode<'_>, document: usize, key: &Key) -> Result<SourceValue<'s>, EditError> {
        let paths = self.source.get(edit_node.source().unwrap_or(0));
        let found = paths.and_then(|paths| paths.find(key));
        let missing = || self.bad(document, key, "the source does not have this key".to_owned());
        Ok(SourceValue::of(found.ok_or_else(missing)?, edit_node, key.last()))
    }
}

/// The steps that edits add to maps which other places repeat.
fn added_to_anchored(node: &Node, edit_node: &EditNode<'_>, added: &mut HashSet<Step>) {
    if edit_node.below.is_empty() || matches!(node.data, Data::Scalar(_)) {
        return;
    }
    let matched = edit_node.matched(node);
    if matches!(node.origin(), Origin::Anchored(_)) {
        added.extend(matched.missing.iter().map(|(step, _)| (*step).clone()));
    }
    for (index, (_, below)) in matched.existing {
        if let Some(child) = node.nth(index) {
            added_to_anchored(child, below, added);
        }
    }
}

/// Whether the edits remove everything that `node` holds.
fn removes_all(node: &Node, edit_node: &EditNode<'_>) -> bool {
    if edit_node.remove || edit_node.below.is_empty() {
        return edit_node.remove && !edit_node.sets();
    }
    let matched = edit_node.matched(node);
    if matches!(node.data, Data::Scalar(_)) {
        return false;
    }
    let all = |(index, (_, below)): (&usize, &(&Step, &EditNode<'_>))| {
        node.nth(*index).is_some_and(|n| removes_all(n, below))
    };
    matched.missing.is_empty() && matched.existing.len() == node.len() && matched.existing.iter().all(all)
}
