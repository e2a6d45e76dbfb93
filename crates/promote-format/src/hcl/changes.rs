//! Planning the changes of one body, for all items of a name together.

use std::collections::HashSet;

use super::editor::{ALONE, BodyEditor, ItemChanges, TargetBody};
use super::group::{ItemGroup, chosen, groups};
use super::shape::{Body, Item, ItemKind};
use super::tree;
use super::write::NewItem;
use crate::bracket;
use crate::edit_tree::{EditNode, Outcome};
use crate::{EditError, Node};
use promote_model::{Key, Step};

/// The reason for a name that is a block in one file and an attribute in the other.
const OTHER_FORM: &str = "this name is a block in one of the files and an attribute in the other: promote it as a whole, or edit the file by hand";

impl<'a> BodyEditor<'a> {
    /// Records an error if one block is left of a name that is a list in one of the files.
    pub(crate) fn check_single(
        &mut self,
        place: &TargetBody,
        ours: &Body,
        theirs: Option<&Body>,
        changes: &ItemChanges<'_>,
    ) {
        for group in groups(ours, theirs) {
            let stay = group.ours.iter().filter(|at| !changes.gone[**at]).count();
            let come = changes.new_items.iter().filter(|(from, _)| group.theirs.contains(from)).count();
            if stay + come == 1 && group.ours.len().max(group.theirs.len()) > 1 && self.error_if_wrong.is_none() {
                let key = group.key(&place.key);
                let at = group.ours.first().map_or(0, |at| ours.items[*at].span.start);
                self.error_if_wrong = Some(EditError { reason: ALONE.to_owned(), ..self.unfit(&key, at) });
            }
        }
    }

    /// The names below which a value is set and which are a block in one file and an attribute in the other, or
    /// have different numbers of labels. Empty ones in the target are replaced.
    ///
    /// # Errors
    /// If one of them is not empty in the target.
    pub(crate) fn mixed_forms(
        &self,
        place: &TargetBody,
        ours: &'a Body,
        theirs: Option<&'a Body>,
        edit_node: &EditNode<'_>,
    ) -> Result<HashSet<&'a str>, EditError> {
        let form = |item: &Item| (item.body().is_some(), item.names.len());
        let mut found = HashSet::new();
        for (step, below) in edit_node.below.iter().filter(|(_, below)| below.set.is_none() && below.sets()) {
            let Step::Name(name) = step else { continue };
            let named = |item: &&'a Item| item.names[0].text == *name;
            let new = theirs.and_then(|theirs| theirs.items.iter().find(named));
            let other = |item: &&'a Item| new.is_some_and(|new| form(new) != form(item));
            for item in ours.items.iter().filter(named).filter(other) {
                let is_void = match &item.kind {
                    ItemKind::Value(node) => bracket::is_void(node),
                    ItemKind::Block(_, body) => body.items.is_empty(),
                };
                if !is_void && !below.remove {
                    let key = place.key.child((*step).clone());
                    return Err(EditError { reason: OTHER_FORM.to_owned(), ..self.unfit(&key, item.span.start) });
                }
                found.insert(item.names[0].text.as_str());
            }
        }
        Ok(found)
    }

    /// Makes a group equal to the source's, item by item.
    pub(crate) fn set(
        &mut self,
        place: &TargetBody,
        group: &ItemGroup<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        edit_node: &'a EditNode<'a>,
        changes: &mut ItemChanges<'a>,
    ) -> Result<(), EditError> {
        let key = group.key(&place.key);
        for number in 0..group.ours.len().max(group.theirs.len()) {
            match (group.ours.get(number), group.theirs.get(number), theirs) {
                (Some(at), Some(from), Some(theirs)) => {
                    let (old, new) = (&ours.items[*at], &theirs.items[*from]);
                    if old.body().is_some() == new.body().is_some() {
                        self.item(old, Some(new), key.clone(), edit_node)?;
                    } else {
                        match self.writer.instead(place.braces.as_ref(), old, theirs, *from) {
                            Some(splice) => self.splices.push(splice),
                            None => {
                                changes.gone[*at] = true;
                                changes.new_items.push((*from, NewItem::Whole));
                            }
                        }
                    }
                }
                (None, Some(from), _) => changes.new_items.push((*from, NewItem::Whole)),
                (Some(at), ..) => changes.gone[*at] = true,
                (None, None, _) => {}
            }
        }
        Ok(())
    }

    /// Adds items, or parts of them, that the target does not have or that are replaced.
    pub(crate) fn add_items(
        &self,
        group: &ItemGroup<'_>,
        theirs: &Body,
        key: &Key,
        edit_node: &'a EditNode<'a>,
        changes: &mut ItemChanges<'a>,
    ) -> Result<(), EditError> {
        if group.theirs.is_empty() || !edit_node.sets() {
            return Ok(());
        }
        if let [from] = group.theirs.as_slice() {
            changes.new_items.push((*from, NewItem::Part(edit_node, None)));
            return Ok(());
        }
        let nodes = nodes(theirs, &group.theirs);
        for (step, below) in edit_node.below.iter().filter(|(_, below)| below.sets()) {
            let chosen = chosen(&nodes, step).ok_or_else(|| self.unfit(key, 0))?;
            changes.new_items.push((group.theirs[chosen], NewItem::of(below, step)));
        }
        Ok(())
    }

    /// Edits existing items.
    pub(crate) fn below(
        &mut self,
        group: &ItemGroup<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        key: &Key,
        edit_node: &'a EditNode<'a>,
        changes: &mut ItemChanges<'a>,
    ) -> Result<(), EditError> {
        let new = |from: &usize| theirs.map(|theirs| &theirs.items[*from]);
        if let [at] = group.ours.as_slice() {
            let source = group.theirs.first().filter(|_| group.theirs.len() == 1).and_then(new);
            changes.gone[*at] = self.item(&ours.items[*at], source, key.clone(), edit_node)? == Outcome::Removed;
            return Ok(());
        }
        let (old_nodes, new_nodes) = (nodes(ours, &group.ours), theirs.map(|theirs| nodes(theirs, &group.theirs)));
        for (step, below) in &edit_node.below {
            let at = chosen(&old_nodes, step).map(|number| group.ours[number]);
            let from = new_nodes.as_ref().and_then(|nodes| chosen(nodes, step)).map(|number| group.theirs[number]);
            match (at, from) {
                (Some(at), from) => {
                    let goes = below.remove && !below.sets();
                    let inner = key.child((*step).clone());
                    let source = from.as_ref().and_then(new);
                    changes.gone[at] = goes || self.item(&ours.items[at], source, inner, below)? == Outcome::Removed;
                }
                (None, Some(from)) => changes.new_items.push((from, NewItem::of(below, step))),
                (None, None) => return Err(self.unfit(key, 0)),
            }
        }
        self.match_by_identity(group, edit_node, (&old_nodes, new_nodes.as_deref()), changes);
        Ok(())
    }

    /// Matches blocks of one name by their identifying field, if it is known.
    fn match_by_identity(
        &self,
        group: &ItemGroup<'_>,
        edit_node: &EditNode<'_>,
        (old, new): (&[Node], Option<&[Node]>),
        changes: &mut ItemChanges<'a>,
    ) {
        let field = edit_node.below.keys().find_map(|step| bracket::identity_field(step));
        let (Some(field), Some(new)) = (field, new) else { return };
        for (from, node) in group.theirs.iter().zip(new) {
            let step = node.identity(field).map(|value| Step::Element { field: field.to_owned(), value });
            changes.there[*from] = step.and_then(|step| chosen(old, &step)).map(|number| group.ours[number]);
        }
    }
}

/// The values of the items at `positions`.
fn nodes(body: &Body, positions: &[usize]) -> Vec<Node> {
    positions.iter().filter_map(|at| tree::node(&body.items[*at]).ok()).collect()
}
