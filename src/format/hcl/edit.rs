//! Edits of bodies: values where they stand, items cut and brought in as lines.

use super::group::{Group, Want, chosen, groups, leaves_identity, want};
use super::new::{Coming, Writer};
use super::read::shape;
use super::shape::{Body, Content, Item};
use super::tree;
use crate::format::body::{At, ended, finished, places};
use crate::format::bracket::{self, Fate, Here, Speller, Spot, Style, Syntax, UNFIT};
use crate::format::edit::Edited;
use crate::format::splice::Splice;
use crate::format::wanted::{Wanted, Wish};
use crate::format::{Data, Edit, EditError, Node, Origin, Parsed, position};
use crate::model::{Key, Step};

const SYNTAX: Syntax =
    Syntax { line_comments: &["#", "//"], block_comments: true, colon: " = ", bare_lines: true, flat_maps: false };

/// What is said where one file has a block and the other an attribute of that name.
const OTHER_FORM: &str = "this is a block in one of the files and an attribute in the other: promote it as a whole, or change the file by hand";

/// Makes the edits by splices of the target's own text.
///
/// # Errors
/// Where an edit speaks of a second document, or does not fit the files.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let wanted = Wanted::of(edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !wanted.added.is_empty() || !wanted.removed.is_empty() || wanted.documents.keys().any(|document| *document > 0) {
        return Err(refuse("an HCL file holds one document; promote its keys, or the file as a whole"));
    }
    let Some(wish) = wanted.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), doubt: None });
    };
    let text = |file: &'_ Parsed| std::str::from_utf8(&file.bytes).map(str::to_owned);
    let (Ok(ours), Ok(theirs)) = (text(target), text(source)) else { return Err(refuse(UNFIT)) };
    let (whole, other) = (ended(&ours), ended(&theirs));
    let (Ok(old), Ok(new)) = (shape(&whole), shape(&other)) else { return Err(refuse(UNFIT)) };
    let (root, from) = (root(target), root(source));
    let styles = (habits(&other, &from), habits(&whole, &root));
    let speller = Speller::new(&SYNTAX, &other, styles.0, styles.1);
    let writer = Writer { text: &whole, source: &other, speller: &speller };
    let mut editor = Editor { writer: &writer, splices: Vec::new() };
    let place = Place { key: Key::root(), braces: None };
    let fate = editor.body(&place, &old, Some(&new), wish)?;
    if fate == Fate::Goes {
        editor.cut(&place, &old, &vec![true; old.items.len()]);
    }
    let text = finished(&ours, &theirs, editor.splices).ok_or_else(|| refuse(UNFIT))?;
    Ok(Edited { bytes: text.into_bytes(), doubt: None })
}

/// How a file writes what is in brackets. Line breaks are `\n` until all is done.
fn habits(text: &str, root: &Node) -> Style {
    let mut style = Style::of(text, root, &SYNTAX);
    style.newline = Some("\n");
    style.map_pad.get_or_insert_with(|| " ".to_owned());
    style
}

/// The root of a file; an empty map, where it holds nothing.
fn root(file: &Parsed) -> Node {
    let root = file.tree.documents.first().map(|document| document.root.clone());
    root.unwrap_or(Node { span: 0..0, data: Data::Map(Vec::new()), tag: None, origin: Origin::Own })
}

/// A body of the target.
struct Place {
    key: Key,
    /// The block's braces; none for the file.
    braces: Option<std::ops::Range<usize>>,
}

struct Editor<'a> {
    writer: &'a Writer<'a>,
    splices: Vec<Splice>,
}

/// What becomes of the items of one body.
struct Changes<'a> {
    /// Those of the target that go.
    gone: Vec<bool>,
    /// Those of the source that come, by position there.
    coming: Vec<(usize, Coming<'a>)>,
    /// For each item of the source, its counterpart.
    there: Vec<Option<usize>>,
}

impl<'a> Editor<'a> {
    fn body(
        &mut self,
        place: &Place,
        ours: &'a Body,
        theirs: Option<&'a Body>,
        wish: &'a Wish<'a>,
    ) -> Result<Fate, EditError> {
        let mut changes = Changes {
            gone: vec![false; ours.items.len()],
            coming: Vec::new(),
            there: vec![None; theirs.map_or(0, |body| body.items.len())],
        };
        for group in groups(ours, theirs) {
            let empty = Body::default();
            let sides = (ours, theirs.unwrap_or(&empty));
            group.theirs.iter().zip(&group.ours).for_each(|(from, at)| changes.there[*from] = Some(*at));
            let key = group.path.iter().fold(place.key.clone(), |key, name| key.child(Step::Name((*name).to_owned())));
            match want(wish, &group.path) {
                Want::Nothing => {}
                Want::Gone => group.ours.iter().for_each(|at| changes.gone[*at] = true),
                Want::Anew(below) => {
                    group.ours.iter().for_each(|at| changes.gone[*at] = true);
                    self.brought(&group, sides.1, &key, below, &mut changes)?;
                }
                Want::Whole(set) => self.set(&group, (ours, theirs), &key, set, &mut changes)?,
                Want::Below(below) if group.ours.is_empty() => {
                    self.brought(&group, sides.1, &key, below, &mut changes)?;
                }
                Want::Below(below) => self.below(&group, (ours, theirs), &key, below, &mut changes)?,
            }
        }
        let emptied = !changes.gone.is_empty() && changes.gone.iter().all(|gone| *gone);
        let bare = || {
            let node = tree::map(ours, 0..0).ok();
            node.is_some_and(|node| leaves_identity(&node, ours, wish, place.key.last(), &changes.gone))
        };
        if changes.coming.is_empty() && wish.set.is_none() && (emptied || bare()) {
            return Ok(Fate::Goes);
        }
        self.arranged(place, ours, theirs, changes)?;
        Ok(Fate::Stays)
    }

    /// Makes a group what it is in the source: the first items of both, the second ones, and so on.
    fn set(
        &mut self,
        group: &Group<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        key: &Key,
        wish: &'a Wish<'a>,
        changes: &mut Changes<'a>,
    ) -> Result<(), EditError> {
        for number in 0..group.ours.len().max(group.theirs.len()) {
            match (group.ours.get(number), group.theirs.get(number), theirs) {
                (Some(at), Some(from), Some(theirs)) => {
                    let (old, new) = (&ours.items[*at], &theirs.items[*from]);
                    if old.body().is_some() == new.body().is_some() {
                        self.item(old, Some(new), key.clone(), wish)?;
                    } else {
                        changes.gone[*at] = true;
                        changes.coming.push((*from, Coming::Whole));
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
    fn brought(
        &self,
        group: &Group<'_>,
        theirs: &Body,
        key: &Key,
        wish: &'a Wish<'a>,
        changes: &mut Changes<'a>,
    ) -> Result<(), EditError> {
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
    fn below(
        &mut self,
        group: &Group<'_>,
        (ours, theirs): (&'a Body, Option<&'a Body>),
        key: &Key,
        wish: &'a Wish<'a>,
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
        wish: &Wish<'_>,
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

    /// Edits one item.
    fn item(&mut self, old: &'a Item, new: Option<&'a Item>, key: Key, wish: &'a Wish<'a>) -> Result<Fate, EditError> {
        let text = self.writer.text;
        match (&old.content, new.map(|new| &new.content)) {
            (Content::Block(..), Some(Content::Value(_))) | (Content::Value(_), Some(Content::Block(..)))
                if wish.sets() =>
            {
                Err(EditError { reason: OTHER_FORM.to_owned(), ..self.unfit(&key, old.span.start) })
            }
            (Content::Block(braces, ours), new) => {
                let theirs = match new {
                    Some(Content::Block(_, theirs)) => Some(theirs),
                    _ => None,
                };
                self.body(&Place { key, braces: Some(braces.clone()) }, ours, theirs, wish)
            }
            (Content::Value(node), new) => {
                let source = match new {
                    Some(Content::Value(source)) => Some(source),
                    _ => None,
                };
                let indent = self.writer.indent(text, old.span.start).to_owned();
                let spot = Spot { one_line: false, indent, unit: None };
                let mut inner = bracket::Editor { text, speller: self.writer.speller, splices: Vec::new() };
                let fate = inner.node(&Here { key, node, source, spot }, wish)?;
                self.splices.extend(inner.splices);
                Ok(fate)
            }
        }
    }

    /// Cuts what goes, and writes what comes behind the neighbour that precedes it in the source.
    fn arranged(
        &mut self,
        place: &Place,
        ours: &Body,
        theirs: Option<&Body>,
        mut changes: Changes<'a>,
    ) -> Result<(), EditError> {
        changes.coming.sort_by_key(|(from, _)| *from);
        let there = places(&changes.there, &changes.gone);
        let mut runs: Vec<(At, Vec<(usize, Coming<'a>)>)> = Vec::new();
        for (from, coming) in changes.coming {
            let at = there[from];
            match runs.iter_mut().find(|(place, _)| *place == at) {
                Some((_, run)) => run.push((from, coming)),
                None => runs.push((at, vec![(from, coming)])),
            }
        }
        if changes.gone.contains(&true) {
            self.cut(place, ours, &changes.gone);
        }
        let Some(theirs) = theirs.filter(|_| !runs.is_empty()) else { return Ok(()) };
        let written = self.writer.insertions(place.braces.as_ref(), ours, theirs, &runs);
        self.splices.extend(written.ok_or_else(|| self.unfit(&place.key, 0))?);
        Ok(())
    }

    fn cut(&mut self, place: &Place, ours: &Body, gone: &[bool]) {
        match &place.braces {
            Some(braces) if self.writer.is_one_line(braces) => {
                if gone.iter().all(|gone| *gone) {
                    self.splices.push(Splice::replace(braces.clone(), "{}"));
                }
            }
            braces => {
                let body = self.writer.lines(braces.as_ref(), ours);
                self.splices.extend(body.cuts(gone).into_iter().map(Splice::cut));
            }
        }
    }

    fn unfit(&self, key: &Key, at: usize) -> EditError {
        EditError { key: key.clone(), line: position(self.writer.text.as_bytes(), at).0, reason: UNFIT.to_owned() }
    }
}

/// What the items at `places` hold.
fn nodes(body: &Body, places: &[usize]) -> Vec<Node> {
    places.iter().filter_map(|at| tree::node(&body.items[*at]).ok()).collect()
}
