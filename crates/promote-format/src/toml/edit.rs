//! Edits of TOML files as splices: one walk over the trees of the target and the source together.
//!
//! The engine has checked the edits against both files and reports misfits with their reasons. The errors here
//! are only a safeguard.

use super::changes::SectionChanges;
use super::expand::expanded;
use super::outline::Outline;
use super::write::SectionWriter;
use crate::bracket::{
    self, BracketEditor, FileStyle, InsertContext, PartWriter, TOML, UNFIT, identity_field, is_void, select,
};
use crate::driver::Edited;
use crate::edit_tree::{EditNode, EditTree, Outcome};
use crate::find::Finder;
use crate::line_block::finished;
use crate::splice::Splice;
use crate::{Data, Edit, EditError, Entry, Format, Node, Parsed, position};
use promote_model::{Key, Step};

/// Edits by splices of the target's own text.
///
/// # Errors
/// If a file is not TOML, an edit addresses a second document, or a value cannot be edited in place.
pub(crate) fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let edits = expanded(target, source, edits);
    let edit_tree = EditTree::of(&edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !edit_tree.added.is_empty()
        || !edit_tree.removed.is_empty()
        || edit_tree.documents.keys().any(|document| *document > 0)
    {
        return Err(refuse("a TOML file has one document: promote its keys, or the file as a whole"));
    }
    let Some(edit_node) = edit_tree.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), error_if_wrong: None });
    };
    let toml = |file| Some(file).filter(|file: &&Parsed| file.format == Format::Toml).and_then(Outline::of);
    let ours = toml(target).ok_or_else(|| refuse("the target was not read as TOML"))?;
    let theirs = toml(source).ok_or_else(|| refuse("the source was not read as TOML"))?;
    let text = std::str::from_utf8(&target.bytes).unwrap_or_default();
    let part_writer = PartWriter::new(&TOML, &theirs.text, habits(&theirs), habits(&ours));
    let writer = SectionWriter::new(&theirs, &part_writer);
    let mut editor =
        TableEditor { target: &ours, writer: &writer, changes: SectionChanges::new(&ours), splices: Vec::new() };
    let here = TableCursor { key: Key::root(), node: ours.root, source: Some(theirs.root), path: Vec::new() };
    if editor.node(&here, edit_node)? == TableOutcome::Removed {
        editor.changes.cut(here.node);
    }
    let mut splices = editor.splices;
    splices.extend(editor.changes.splices());
    let bytes = finished(text, &theirs.text, splices).ok_or_else(|| refuse(UNFIT))?.into_bytes();
    Ok(Edited { bytes, error_if_wrong: None })
}

/// The style of values in brackets. Line breaks are `\n` until the end of the edit.
fn habits(file: &Outline<'_>) -> FileStyle {
    let mut style = FileStyle::of(&file.text, file.root, &TOML);
    style.newline = Some("\n");
    style.map_pad.get_or_insert_with(|| " ".to_owned());
    style
}

/// The outcome of editing a value in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableOutcome {
    /// The value is kept, edited or not.
    Kept,
    /// The container has to remove the value.
    Removed,
    /// The container has to remove the value and write the source's instead.
    Replaced,
}

/// The position of the walk in both files.
pub(super) struct TableCursor<'a> {
    /// The key.
    pub(crate) key: Key,
    /// The value in the target.
    pub(crate) node: &'a Node,
    /// The value of the same key in the source.
    pub(crate) source: Option<&'a Node>,
    /// The target's entries that lead here.
    pub(crate) path: Vec<&'a Entry>,
}

/// The walk with its changes so far.
pub(super) struct TableEditor<'o, 'a> {
    pub(crate) target: &'o Outline<'a>,
    pub(crate) writer: &'o SectionWriter<'o, 'a>,
    pub(crate) changes: SectionChanges<'o, 'a>,
    splices: Vec<Splice>,
}

impl<'a> TableEditor<'_, 'a> {
    fn node(&mut self, here: &TableCursor<'a>, edit_node: &EditNode<'_>) -> Result<TableOutcome, EditError> {
        let node = here.node;
        if edit_node.set.is_some() && here.source.is_some_and(|source| source.value() == node.value()) {
            return Ok(TableOutcome::Kept);
        }
        if self.target.is_inline(node) {
            return self.inline(here, edit_node);
        }
        let set = here.source.filter(|_| edit_node.set.is_some());
        match (&node.data, set.map(|source| &source.data)) {
            (Data::List(ours), Some(Data::List(theirs)))
                if set.is_some_and(|set| !self.writer.source.is_inline(set)) =>
            {
                self.elements(here, ours, theirs);
                Ok(TableOutcome::Kept)
            }
            (Data::Map(_), Some(Data::Map(theirs))) if theirs.is_empty() && self.target.section_of(node).is_some() => {
                self.changes.empty(node);
                Ok(TableOutcome::Kept)
            }
            (_, Some(_)) => Ok(TableOutcome::Replaced),
            _ if edit_node.remove && edit_node.sets() && here.key.is_root() => {
                self.changes.empty(node);
                self.container(here, edit_node)
            }
            _ if edit_node.remove && edit_node.sets() => Ok(TableOutcome::Replaced),
            _ if edit_node.remove => Ok(TableOutcome::Removed),
            _ => self.container(here, edit_node),
        }
    }

    /// Edits a value on a line of its own.
    fn inline(&mut self, here: &TableCursor<'a>, edit_node: &EditNode<'_>) -> Result<TableOutcome, EditError> {
        let node = here.node;
        let taken = edit_node.set.is_some() || (edit_node.sets() && (edit_node.remove || is_void(node)));
        let is_table = here.source.is_some_and(|source| !self.writer.source.is_inline(source));
        if taken && is_table && (matches!(node.data, Data::Scalar(_)) || is_void(node)) {
            return Ok(TableOutcome::Replaced);
        }
        let text: &str = &self.target.text;
        let line = text[..node.span().start].rfind('\n').map_or(0, |newline| newline + 1);
        let indent: String = text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let context = InsertContext { one_line: false, indent, ..InsertContext::default() };
        let inner = bracket::Cursor { key: here.key.clone(), node, source: here.source, context };
        let mut editor = BracketEditor { text, part_writer: self.writer.part_writer, splices: Vec::new() };
        let outcome = editor.node(&inner, edit_node)?;
        self.splices.append(&mut editor.splices);
        Ok(if outcome == Outcome::Removed { TableOutcome::Removed } else { TableOutcome::Kept })
    }

    /// Edits a map with lines and headers, or an array of tables.
    fn container<'s>(&mut self, here: &TableCursor<'a>, edit_node: &EditNode<'s>) -> Result<TableOutcome, EditError> {
        let ours = Finder::new(here.node, edit_node.below.len());
        let theirs = here.source.map(|source| Finder::new(source, edit_node.below.len()));
        let mut gone = vec![false; here.node.len()];
        let mut new: Vec<(usize, &'s Step, &EditNode<'s>)> = Vec::new();
        let whole_edit = edit_node;
        for (step, edit_node) in &edit_node.below {
            let source_at = theirs.as_ref().and_then(|theirs| theirs.find(step));
            // In a document that is built again, nothing is found.
            let Some(at) = ours.find(step).filter(|_| !whole_edit.remove) else {
                if whole_edit.remove && !edit_node.sets() {
                    continue;
                }
                let fits = matches!(step, Step::Name(_)) == matches!(here.node.data, Data::Map(_));
                let at = source_at.filter(|_| edit_node.sets() && fits).ok_or_else(|| self.unfit(here))?;
                new.push((at, *step, edit_node));
                continue;
            };
            let inner = self.below(here, step, at, source_at).ok_or_else(|| self.unfit(here))?;
            let outcome = self.node(&inner, edit_node)?;
            if std::mem::replace(&mut gone[at], outcome != TableOutcome::Kept) {
                return Err(self.unfit(here));
            }
            if outcome == TableOutcome::Replaced {
                new.push((source_at.ok_or_else(|| self.unfit(here))?, *step, edit_node));
            }
        }
        let emptied =
            || gone.iter().all(|gone| *gone) || edit_node.leaves_identity(here.node, here.key.last(), |at| gone[at]);
        if new.is_empty() && emptied() {
            return Ok(TableOutcome::Removed);
        }
        let cut = (0..here.node.len()).filter(|at| gone[*at]).filter_map(|at| here.node.nth(at));
        cut.for_each(|node| self.changes.cut(node));
        self.keep_header(here, !new.is_empty());
        new.sort_by_key(|(at, ..)| *at);
        let chosen = |(at, step, edit_node): (usize, &'s Step, &EditNode<'s>)| {
            Some((at, step, select(here.source?.nth(at)?, edit_node, identity_field(step))?))
        };
        let new: Option<Vec<_>> = new.into_iter().map(chosen).collect();
        let new = new.ok_or_else(|| self.unfit(here))?;
        let done = match here.node.data {
            Data::List(_) => self.new_elements(here, new),
            _ => self.new_entries(here, new),
        };
        done.ok_or_else(|| self.unfit(here))?;
        Ok(TableOutcome::Kept)
    }

    fn below(
        &self,
        here: &TableCursor<'a>,
        step: &Step,
        at: usize,
        source_at: Option<usize>,
    ) -> Option<TableCursor<'a>> {
        let mut path = here.path.clone();
        if let Data::Map(entries) = &here.node.data {
            path.push(entries.get(at)?);
        }
        let source = source_at.and_then(|at| here.source?.nth(at));
        Some(TableCursor { key: here.key.child(step.clone()), node: here.node.nth(at)?, source, path })
    }

    /// Keeps a header without lines if the source has one, too, or if it is all that is left.
    fn keep_header(&mut self, here: &TableCursor<'a>, is_new: bool) {
        let theirs = here.source.and_then(|source| self.writer.source.section_of(source));
        if let Some(section) = self.target.section_of(here.node)
            && (is_new || theirs.is_some())
        {
            self.changes.keep(section);
        }
    }

    fn unfit(&self, here: &TableCursor<'_>) -> EditError {
        let (line, _) = position(self.target.text.as_bytes(), here.node.span().start);
        EditError { key: here.key.clone(), line, reason: UNFIT.to_owned() }
    }
}
