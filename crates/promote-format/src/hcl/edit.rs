//! Edits of bodies: values where they stand, items cut and brought in as lines.

use std::cell::Cell;

use super::editor::{ALONE, Changes, Editor, Place};
use super::group::{Want, groups, leaves_identity, want};
use super::new::{Coming, Writer};
use super::read::shape;
use super::shape::{Body, Content, Item};
use super::tree;
use crate::bracket::{self, Fate, Here, Speller, Spot, Style, Syntax, UNFIT};
use crate::driver::Edited;
use crate::edit_tree::{EditNode, EditTree};
use crate::line_block::{At, ended, finished, places};
use crate::splice::Splice;
use crate::{Data, Edit, EditError, Node, Parsed};
use promote_model::Key;

const SYNTAX: Syntax =
    Syntax { line_comments: &["#", "//"], block_comments: true, colon: " = ", bare_lines: true, flat_maps: false };

/// What becomes of a heredoc that takes the place of another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heredocs {
    /// It comes as it is.
    Kept,
    /// It comes as a string in quotes: the line that ends it must hold nothing else, and here it would.
    Quoted,
}

/// Makes the edits by splices of the target's own text.
///
/// # Errors
/// Where an edit speaks of a second document, or does not fit the files.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit], heredocs: Heredocs) -> Result<Edited, EditError> {
    let wanted = EditTree::of(edits);
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
    let mut speller = Speller::new(&SYNTAX, &other, styles.0, styles.1);
    speller.quotes_heredocs = heredocs == Heredocs::Quoted;
    let writer = Writer { text: &whole, source: &other, speller: &speller, alone: Cell::new(false) };
    let mut editor = Editor { writer: &writer, splices: Vec::new(), doubt: None };
    let place = Place { key: Key::root(), braces: None };
    let fate = editor.body(&place, &old, Some(&new), wish)?;
    if fate == Fate::Goes {
        editor.cut(&place, &old, &vec![true; old.items.len()]);
    }
    let text = finished(&ours, &theirs, std::mem::take(&mut editor.splices)).ok_or_else(|| refuse(UNFIT))?;
    Ok(Edited { bytes: text.into_bytes(), doubt: editor.doubt })
}

/// How a file writes what is in brackets. Line breaks are `\n` until all is done.
fn habits(text: &str, root: &Node) -> Style {
    let mut style = Style::of(text, root, &SYNTAX);
    style.newline = Some("\n");
    // Blanks that only line equals signs up are no habit of others.
    style.colon = style.colon.map(|colon| if colon.starts_with([' ', '\t']) { " = ".to_owned() } else { colon });
    style.map_pad.get_or_insert_with(|| " ".to_owned());
    style
}

/// The root of a file; an empty map, where it holds nothing.
fn root(file: &Parsed) -> Node {
    let root = file.tree.documents.first().map(|document| document.root.clone());
    root.unwrap_or(Node::new(0..0, Data::Map(Vec::new().into())))
}

impl<'a> Editor<'a> {
    fn body(
        &mut self,
        place: &Place,
        ours: &'a Body,
        theirs: Option<&'a Body>,
        wish: &'a EditNode<'a>,
    ) -> Result<Fate, EditError> {
        let mut changes = Changes {
            gone: vec![false; ours.items.len()],
            coming: Vec::new(),
            there: vec![None; theirs.map_or(0, |body| body.items.len())],
        };
        let (empty, two_forms) = (Body::default(), self.two_forms(place, ours, theirs, wish)?);
        for group in groups(ours, theirs) {
            let sides = (ours, theirs.unwrap_or(&empty));
            group.theirs.iter().zip(&group.ours).for_each(|(from, at)| changes.there[*from] = Some(*at));
            let key = group.key(&place.key);
            match want(wish, &group.path) {
                Want::Nothing => {}
                Want::Gone => group.ours.iter().for_each(|at| changes.gone[*at] = true),
                Want::Anew(below) => {
                    group.ours.iter().for_each(|at| changes.gone[*at] = true);
                    self.brought(&group, sides.1, &key, below, &mut changes)?;
                }
                Want::Whole(set) => self.set(place, &group, (ours, theirs), set, &mut changes)?,
                Want::Below(below) if group.ours.is_empty() || two_forms.contains(group.path[0]) => {
                    group.ours.iter().for_each(|at| changes.gone[*at] = true);
                    self.brought(&group, sides.1, &key, below, &mut changes)?;
                }
                Want::Below(below) => self.below(&group, (ours, theirs), &key, below, &mut changes)?,
            }
        }
        self.alone(place, ours, theirs, &changes);
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

    /// Edits one item.
    pub(crate) fn item(
        &mut self,
        old: &'a Item,
        new: Option<&'a Item>,
        key: Key,
        wish: &'a EditNode<'a>,
    ) -> Result<Fate, EditError> {
        let text = self.writer.text;
        match (&old.content, new.map(|new| &new.content)) {
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
                let spot = Spot { one_line: false, indent, unit: None, column: None };
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
        let opens = place.braces.as_ref().is_some_and(|braces| !runs.is_empty() && self.writer.is_one_line(braces));
        if changes.gone.contains(&true) && !opens {
            self.cut(place, ours, &changes.gone);
        }
        let kept = Body {
            items: ours
                .items
                .iter()
                .zip(&changes.gone)
                .filter(|(_, gone)| !**gone)
                .map(|(item, _)| item.clone())
                .collect(),
        };
        let ours = if opens { &kept } else { ours };
        let Some(theirs) = theirs.filter(|_| !runs.is_empty()) else { return Ok(()) };
        let written = self.writer.insertions(place.braces.as_ref(), ours, theirs, &runs);
        if self.writer.alone.get() && self.doubt.is_none() {
            self.doubt = Some(EditError { reason: ALONE.to_owned(), ..self.unfit(&place.key, 0) });
        }
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
}
