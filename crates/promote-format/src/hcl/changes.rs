//! What becomes of the items of one body: those of a name together.

use std::collections::HashSet;

use super::editor::{ALONE, Changes, Editor, Place};
use super::group::{Group, chosen, groups};
use super::new::Coming;
use super::shape::{Body, Content, Item};
use super::tree;
use crate::bracket::{self, Fate};
use crate::edit_tree::EditNode;
use crate::{EditError, Node};
use promote_model::{Key, Step};

/// What is said where one file has a block and the other an attribute of that name.
const OTHER_FORM: &str = "this is a block in one of the files and an attribute in the other: promote it as a whole, or change the file by hand";

impl<'a> Editor<'a> {
    /// Doubts where one block is left of what is a list in one of the files.
    pub(crate) fn alone(&mut self, place: &Place, ours: &Body, theirs: Option<&Body>, changes: &Changes<'_>) {
        for group in groups(ours, theirs) {
            let stay = group.ours.iter().filter(|at| !changes.gone[**at]).count();
            let come = changes.coming.iter().filter(|(from, _)| group.theirs.contains(from)).count();
            if stay + come == 1 && group.ours.len().max(group.theirs.len()) > 1 && self.doubt.is_none() {
                let key = group.key(&place.key);
                let at = group.ours.first().map_or(0, |at| ours.items[*at].span.start);
                self.doubt = Some(EditError { reason: ALONE.to_owned(), ..self.unfit(&key, at) });
            }
        }
    }

    /// The names that are a block in one file and an attribute in the other, or have other numbers of
    /// labels, and below which something is set. The target's make room where they hold nothing.
    ///
    /// # Errors
    /// Where they hold something.
    pub(crate) fn two_forms(
        &self,
        place: &Place,
        ours: &'a Body,
        theirs: Option<&'a Body>,
        wish: &EditNode<'_>,
    ) -> Result<HashSet<&'a str>, EditError> {
        let form = |item: &Item| (item.body().is_some(), item.names.len());
        let mut found = HashSet::new();
        for (step, below) in wish.below.iter().filter(|(_, below)| below.set.is_none() && below.sets()) {
            let Step::Name(name) = step else { continue };
            let named = |item: &&'a Item| item.names[0].text == *name;
            let new = theirs.and_then(|theirs| theirs.items.iter().find(named));
            let other = |item: &&'a Item| new.is_some_and(|new| form(new) != form(item));
            for item in ours.items.iter().filter(named).filter(other) {
                let is_void = match &item.content {
                    Content::Value(node) => bracket::is_void(node),
                    Content::Block(_, body) => body.items.is_empty(),
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

    /// Makes a group what it is in the source: the first items of both, the second ones, and so on.
    pub(crate) fn set(
        &mut self,
        place: &Place,
        group: &Group<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        wish: &'a EditNode<'a>,
        changes: &mut Changes<'a>,
    ) -> Result<(), EditError> {
        let key = group.key(&place.key);
        for number in 0..group.ours.len().max(group.theirs.len()) {
            match (group.ours.get(number), group.theirs.get(number), theirs) {
                (Some(at), Some(from), Some(theirs)) => {
                    let (old, new) = (&ours.items[*at], &theirs.items[*from]);
                    if old.body().is_some() == new.body().is_some() {
                        self.item(old, Some(new), key.clone(), wish)?;
                    } else {
                        match self.writer.instead(place.braces.as_ref(), old, theirs, *from) {
                            Some(splice) => self.splices.push(splice),
                            None => {
                                changes.gone[*at] = true;
                                changes.coming.push((*from, Coming::Whole));
                            }
                        }
                    }
                }
                (None, Some(from), _) => changes.coming.push((*from, Coming::Whole)),
                (Some(at), ..) => changes.gone[*at] = true,
                (None, None, _) => {}
            }
        }
        Ok(())
    }

    /// Items that the target has not, or not any more, of which something is wanted.
    pub(crate) fn brought(
        &self,
        group: &Group<'_>,
        theirs: &Body,
        key: &Key,
        wish: &'a EditNode<'a>,
        changes: &mut Changes<'a>,
    ) -> Result<(), EditError> {
        if group.theirs.is_empty() || !wish.sets() {
            return Ok(());
        }
        if let [from] = group.theirs.as_slice() {
            changes.coming.push((*from, Coming::Part(wish, None)));
            return Ok(());
        }
        let nodes = nodes(theirs, &group.theirs);
        for (step, below) in wish.below.iter().filter(|(_, below)| below.sets()) {
            let chosen = chosen(&nodes, step).ok_or_else(|| self.unfit(key, 0))?;
            changes.coming.push((group.theirs[chosen], Coming::of(below, step)));
        }
        Ok(())
    }

    /// Edits what is there.
    pub(crate) fn below(
        &mut self,
        group: &Group<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        key: &Key,
        wish: &'a EditNode<'a>,
        changes: &mut Changes<'a>,
    ) -> Result<(), EditError> {
        let new = |from: &usize| theirs.map(|theirs| &theirs.items[*from]);
        if let [at] = group.ours.as_slice() {
            let source = group.theirs.first().filter(|_| group.theirs.len() == 1).and_then(new);
            changes.gone[*at] = self.item(&ours.items[*at], source, key.clone(), wish)? == Fate::Goes;
            return Ok(());
        }
        let (old_nodes, new_nodes) = (nodes(ours, &group.ours), theirs.map(|theirs| nodes(theirs, &group.theirs)));
        for (step, below) in &wish.below {
            let at = chosen(&old_nodes, step).map(|number| group.ours[number]);
            let from = new_nodes.as_ref().and_then(|nodes| chosen(nodes, step)).map(|number| group.theirs[number]);
            match (at, from) {
                (Some(at), from) => {
                    let goes = below.remove && !below.sets();
                    let inner = key.child((*step).clone());
                    let source = from.as_ref().and_then(new);
                    changes.gone[at] = goes || self.item(&ours.items[at], source, inner, below)? == Fate::Goes;
                }
                (None, Some(from)) => changes.coming.push((from, Coming::of(below, step))),
                (None, None) => return Err(self.unfit(key, 0)),
            }
        }
        self.told_apart(group, wish, (&old_nodes, new_nodes.as_deref()), changes);
        Ok(())
    }

    /// Blocks of one name are each other's counterparts by what identifies them, where that is known.
    fn told_apart(
        &self,
        group: &Group<'_>,
        wish: &EditNode<'_>,
        (old, new): (&[Node], Option<&[Node]>),
        changes: &mut Changes<'a>,
    ) {
        let field = wish.below.keys().find_map(|step| bracket::identity_field(step));
        let (Some(field), Some(new)) = (field, new) else { return };
        for (from, node) in group.theirs.iter().zip(new) {
            let step = node.identity(field).map(|value| Step::Element { field: field.to_owned(), value });
            changes.there[*from] = step.and_then(|step| chosen(old, &step)).map(|number| group.ours[number]);
        }
    }
}

/// What the items at `places` hold.
fn nodes(body: &Body, places: &[usize]) -> Vec<Node> {
    places.iter().filter_map(|at| tree::node(&body.items[*at]).ok()).collect()
}
