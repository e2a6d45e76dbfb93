//! Edits of HCL bodies: values are edited in place, items are removed and inserted as lines.

use std::cell::Cell;

use super::editor::{ALONE, BodyEditor, ItemChanges, TargetBody};
use super::group::{GroupEdit, group_edit, groups, leaves_identity};
use super::read::shape;
use super::shape::{Body, Item, ItemKind};
use super::tree;
use super::write::{ItemWriter, NewItem};
use crate::bracket::{self, Cursor, FileStyle, InsertContext, PartWriter, Syntax, UNFIT};
use crate::driver::Edited;
use crate::edit_tree::{EditNode, EditTree, Outcome};
use crate::line_block::{EntryPosition, Paragraphs, ended, finished, positions};
use crate::splice::Splice;
use crate::{Data, Edit, EditError, Node, Parsed};
use promote_model::Key;

const SYNTAX: Syntax =
    Syntax { line_comments: &["#", "//"], block_comments: true, colon: " = ", bare_lines: true, flat_maps: false };

/// The notation of a heredoc that replaces another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heredocs {
    /// As a heredoc.
    Kept,
    /// As a quoted string, if other text follows on the line and a heredoc is not possible.
    Quoted,
}

/// Edits by splices of the target's own text.
///
/// # Errors
/// If an edit addresses a second document or does not fit the files.
pub(crate) fn edit(target: &Parsed, source: &Parsed, edits: &[Edit], heredocs: Heredocs) -> Result<Edited, EditError> {
    let edit_tree = EditTree::of(edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !edit_tree.added.is_empty()
        || !edit_tree.removed.is_empty()
        || edit_tree.documents.keys().any(|document| *document > 0)
    {
        return Err(refuse("an HCL file has one document: promote its keys, or the file as a whole"));
    }
    let Some(edit_node) = edit_tree.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), error_if_wrong: None });
    };
    let text = |file: &'_ Parsed| std::str::from_utf8(&file.bytes).map(str::to_owned);
    let (Ok(ours), Ok(theirs)) = (text(target), text(source)) else { return Err(refuse(UNFIT)) };
    let (whole, other) = (ended(&ours), ended(&theirs));
    let (Ok(old), Ok(new)) = (shape(&whole), shape(&other)) else { return Err(refuse(UNFIT)) };
    let (root, from) = (root(target), root(source));
    let styles = (habits(&other, &from), habits(&whole, &root));
    let mut part_writer = PartWriter::new(&SYNTAX, &other, styles.0, styles.1);
    part_writer.quotes_heredocs = heredocs == Heredocs::Quoted;
    let writer = ItemWriter { text: &whole, source: &other, part_writer: &part_writer, wrote_single: Cell::new(false) };
    let mut editor = BodyEditor { writer: &writer, splices: Vec::new(), error_if_wrong: None };
    let place = TargetBody { key: Key::root(), braces: None };
    let outcome = editor.body(&place, &old, Some(&new), edit_node)?;
    if outcome == Outcome::Removed {
        editor.cut(&place, &old, &vec![true; old.items.len()]);
    }
    let text = finished(&ours, &theirs, std::mem::take(&mut editor.splices)).ok_or_else(|| refuse(UNFIT))?;
    Ok(Edited { bytes: text.into_bytes(), error_if_wrong: editor.error_if_wrong })
}

/// The style of values in brackets. Line breaks are `\n` until the end of the edit.
fn habits(text: &str, root: &Node) -> FileStyle {
    let mut style = FileStyle::of(text, root, &SYNTAX);
    style.newline = Some("\n");
    // Blanks that align equals signs are not the usual separator.
    style.colon = style.colon.map(|colon| if colon.starts_with([' ', '\t']) { " = ".to_owned() } else { colon });
    style.map_pad.get_or_insert_with(|| " ".to_owned());
    style
}

/// The root of a file; an empty map if the file has no document.
fn root(file: &Parsed) -> Node {
    let root = file.tree.documents.first().map(|document| document.root.clone());
    root.unwrap_or(Node::new(0..0, Data::Map(Vec::new().into())))
}

impl<'a> BodyEditor<'a> {
    fn body(
        &mut self,
        place: &TargetBody,
        ours: &'a Body,
        theirs: Option<&'a Body>,
        edit_node: &'a EditNode<'a>,
    ) -> Result<Outcome, EditError> {
        let mut changes = ItemChanges {
            gone: vec![false; ours.items.len()],
            new_items: Vec::new(),
            there: vec![None; theirs.map_or(0, |body| body.items.len())],
        };
        let (empty, mixed_forms) = (Body::default(), self.mixed_forms(place, ours, theirs, edit_node)?);
        for group in groups(ours, theirs) {
            let sides = (ours, theirs.unwrap_or(&empty));
            group.theirs.iter().zip(&group.ours).for_each(|(from, at)| changes.there[*from] = Some(*at));
            let key = group.key(&place.key);
            match group_edit(edit_node, &group.path) {
                GroupEdit::Nothing => {}
                GroupEdit::Removed => group.ours.iter().for_each(|at| changes.gone[*at] = true),
                GroupEdit::Replaced(below) if group.is_one_value((ours, sides.1)) => {
                    self.below(&group, (ours, theirs), &key, below, &mut changes)?;
                }
                GroupEdit::Replaced(below) => {
                    group.ours.iter().for_each(|at| changes.gone[*at] = true);
                    self.add_items(&group, sides.1, &key, below, &mut changes)?;
                }
                GroupEdit::Whole(set) => self.set(place, &group, (ours, theirs), set, &mut changes)?,
                GroupEdit::Below(below) if group.ours.is_empty() || mixed_forms.contains(group.path[0]) => {
                    group.ours.iter().for_each(|at| changes.gone[*at] = true);
                    self.add_items(&group, sides.1, &key, below, &mut changes)?;
                }
                GroupEdit::Below(below) => self.below(&group, (ours, theirs), &key, below, &mut changes)?,
            }
        }
        self.check_single(place, ours, theirs, &changes);
        let emptied = !changes.gone.is_empty() && changes.gone.iter().all(|gone| *gone);
        let bare = || {
            let node = tree::map(ours, 0..0).ok();
            node.is_some_and(|node| leaves_identity(&node, ours, edit_node, place.key.last(), &changes.gone))
        };
        if changes.new_items.is_empty() && edit_node.set.is_none() && (emptied || bare()) {
            return Ok(Outcome::Removed);
        }
        self.arranged(place, ours, theirs, changes)?;
        Ok(Outcome::Kept)
    }

    /// Edits one item.
    pub(crate) fn item(
        &mut self,
        old: &'a Item,
        new: Option<&'a Item>,
        key: Key,
        edit_node: &'a EditNode<'a>,
    ) -> Result<Outcome, EditError> {
        let text = self.writer.text;
        match (&old.kind, new.map(|new| &new.kind)) {
            (ItemKind::Block(braces, ours), new) => {
                let theirs = match new {
                    Some(ItemKind::Block(_, theirs)) => Some(theirs),
                    _ => None,
                };
                self.body(&TargetBody { key, braces: Some(braces.clone()) }, ours, theirs, edit_node)
            }
            (ItemKind::Value(node), new) => {
                let source = match new {
                    Some(ItemKind::Value(source)) => Some(source),
                    _ => None,
                };
                let indent = self.writer.indent(text, old.span.start).to_owned();
                let context = InsertContext { one_line: false, indent, ..InsertContext::default() };
                let mut inner =
                    bracket::BracketEditor { text, part_writer: self.writer.part_writer, splices: Vec::new() };
                let outcome = inner.node(&Cursor { key, node, source, context }, edit_node)?;
                self.splices.extend(inner.splices);
                Ok(outcome)
            }
        }
    }

    /// Removes items, and inserts new ones after the neighbour that precedes them in the source.
    fn arranged(
        &mut self,
        place: &TargetBody,
        ours: &Body,
        theirs: Option<&Body>,
        mut changes: ItemChanges<'a>,
    ) -> Result<(), EditError> {
        changes.new_items.sort_by_key(|(from, _)| *from);
        let paragraphs = theirs.filter(|_| !changes.new_items.is_empty()).map(|theirs| Paragraphs {
            source: self.writer.source_lines(theirs).paragraphs(),
            target: self.writer.lines(place.braces.as_ref(), ours).paragraphs(),
        });
        let there = positions(&changes.there, &changes.gone, &paragraphs.unwrap_or_default());
        let known = std::mem::take(&mut changes.there);
        let mut runs: Vec<(EntryPosition, Vec<(usize, NewItem<'a>)>)> = Vec::new();
        for (from, new_items) in changes.new_items {
            let at = there[from];
            match runs.iter_mut().find(|(place, _)| *place == at) {
                Some((_, run)) => run.push((from, new_items)),
                None => runs.push((at, vec![(from, new_items)])),
            }
        }
        runs.sort_by_key(|(at, _)| *at);
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
        let gone = if opens { Vec::new() } else { changes.gone };
        let ours = if opens { &kept } else { ours };
        let Some(theirs) = theirs.filter(|_| !runs.is_empty()) else { return Ok(()) };
        let written = self.writer.insertions(place.braces.as_ref(), ours, theirs, &runs, (&known, &gone));
        if self.writer.wrote_single.get() && self.error_if_wrong.is_none() {
            self.error_if_wrong = Some(EditError { reason: ALONE.to_owned(), ..self.unfit(&place.key, 0) });
        }
        self.splices.extend(written.ok_or_else(|| self.unfit(&place.key, 0))?);
        Ok(())
    }

    fn cut(&mut self, place: &TargetBody, ours: &Body, gone: &[bool]) {
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
