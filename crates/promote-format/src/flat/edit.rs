//! Edits of flat files: values are replaced in place, entries are removed and inserted as whole lines.

use std::collections::{BTreeMap, HashMap};

use super::line_style::LineStyle;
use super::side::FlatSide;
use crate::edit_tree::{EditNode, EditTree};
use crate::line_block::{EntryPosition, LineBlock, NewEntry, Paragraphs, ended, finished, positions};
use crate::splice::Splice;
use crate::{Edit, EditError, Entry};
use promote_model::{Key, Step, Value};

/// The separators between names and new values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separators {
    /// The target's.
    Target,
    /// The source's; some values need it (`A=#fff` differs from `A = #fff`).
    Source,
}

/// The reason for an edit that cannot be made here. The model usually reports a better one first.
const UNFIT: &str = "this value cannot be edited in place: edit the file by hand";

/// The target's text after the edits. `respell` converts text of the source for the target's encoding.
///
/// # Errors
/// If an edit addresses a second document or a value that does not exist.
pub(crate) fn edit(
    target: FlatSide<'_>,
    source: FlatSide<'_>,
    edits: &[Edit],
    separators: Separators,
    respell: &dyn Fn(&str) -> String,
) -> Result<String, EditError> {
    let edit_tree = EditTree::of(edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !edit_tree.added.is_empty()
        || !edit_tree.removed.is_empty()
        || edit_tree.documents.keys().any(|document| *document > 0)
    {
        return Err(refuse("this file has one document: promote its keys, or the file as a whole"));
    }
    let Some(edit_node) = edit_tree.documents.get(&0) else { return Ok(target.text.to_owned()) };
    let changes = EntryChanges::of(target, source, edit_node).ok_or_else(|| refuse(UNFIT))?;
    let (whole, other) = (ended(target.text), ended(source.text));
    let (body, from) = (body(&whole, target).without(&changes.gone), body(&other, source));
    let mut splices = changes.replaced(target, source, separators, respell);
    splices.extend(body.cuts(&changes.gone).into_iter().map(Splice::cut));
    let style = if separators == Separators::Target { LineStyle::of(target) } else { LineStyle::default() };
    let there = changes.there(target, source);
    for (at, new) in changes.placed(&there, &body, &from) {
        let lines = |index: &usize| {
            // The indentation of a name is a matter of style; inside a value it is content.
            let fixed = source.entries[*index].value.span();
            let new = from.lines_of(*index, from.indent(from.entries[*index].start), std::slice::from_ref(&fixed));
            NewEntry { lines: respell(&style.applied(&new.lines, source, *index)), ..new }.among(&there, *index)
        };
        splices.extend(body.insertion(at, &new.iter().map(lines).collect::<Vec<_>>()));
    }
    finished(target.text, source.text, splices).ok_or_else(|| refuse(UNFIT))
}

/// The file as a line block.
fn body<'a>(text: &'a str, side: FlatSide<'_>) -> LineBlock<'a> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let entries = side.entries.iter().map(|e| e.name_span().start..e.value.span().end).collect();
    LineBlock { is_root: true, ..LineBlock::new(text, start..text.len(), entries, side.comments) }
}

/// The changes of the target's entries.
struct EntryChanges {
    /// Whether each entry is removed.
    gone: Vec<bool>,
    /// Index in the target and in the source of each replaced entry.
    replaced: Vec<(usize, usize)>,
    /// Indices in the source of the new entries, in order.
    new: Vec<usize>,
}

impl EntryChanges {
    fn of(target: FlatSide<'_>, source: FlatSide<'_>, edit_node: &EditNode<'_>) -> Option<Self> {
        let (ours, theirs) = (by_name(target.entries), by_name(source.entries));
        let all = edit_node.set.is_some() || edit_node.remove;
        let mut changes = Self { gone: vec![all; target.entries.len()], replaced: Vec::new(), new: Vec::new() };
        let mut set: Vec<&str> = Vec::new();
        if edit_node.set.is_some() {
            set.extend(source.entries.iter().map(|entry| entry.name.as_str()));
        } else {
            for (step, below) in &edit_node.below {
                let Step::Name(name) = step else { return None };
                if below.set.is_some() {
                    set.push(name);
                } else if below.remove && below.below.is_empty() {
                    *changes.gone.get_mut(*ours.get(name.as_str())?)? = true;
                } else {
                    return None;
                }
            }
        }
        for name in set {
            let from = *theirs.get(name)?;
            match ours.get(name) {
                Some(at) => {
                    changes.gone[*at] = false;
                    changes.replaced.push((*at, from));
                }
                None => changes.new.push(from),
            }
        }
        changes.new.sort_unstable();
        Some(changes)
    }

    fn replaced(
        &self,
        target: FlatSide<'_>,
        source: FlatSide<'_>,
        separators: Separators,
        respell: &dyn Fn(&str) -> String,
    ) -> Vec<Splice> {
        let mut splices = Vec::new();
        for (at, from) in &self.replaced {
            let (old, new) = (&target.entries[*at], &source.entries[*from]);
            if old.value.value() == new.value.value() {
                continue;
            }
            let is_written = |entry: &Entry| entry.value.value() != Value::Null;
            let taken = |start: usize| respell(&source.text[start..new.value.span().end].replace("\r\n", "\n"));
            let end = old.value.span().end;
            // If only one of the values starts on its own line, the line break is copied, too.
            let breaks =
                |text: &str, entry: &Entry| text[entry.name_span().end..entry.value.span().start].contains('\n');
            let alike = breaks(target.text, old) == breaks(source.text, new);
            splices.push(if separators == Separators::Target && is_written(old) && is_written(new) && alike {
                Splice::replace(old.value.span().start..end, taken(new.value.span().start))
            } else {
                Splice::replace(old.name_span().end..end, taken(new.name_span().end))
            });
        }
        splices
    }

    /// The index in the target for each entry of the source.
    fn there(&self, target: FlatSide<'_>, source: FlatSide<'_>) -> Vec<Option<usize>> {
        if self.new.is_empty() {
            return Vec::new();
        }
        let ours = by_name(target.entries);
        source.entries.iter().map(|entry| ours.get(entry.name.as_str()).copied()).collect()
    }

    /// The new entries by their position in the target.
    fn placed(
        &self,
        there: &[Option<usize>],
        target: &LineBlock<'_>,
        source: &LineBlock<'_>,
    ) -> BTreeMap<EntryPosition, Vec<usize>> {
        let mut placed: BTreeMap<EntryPosition, Vec<usize>> = BTreeMap::new();
        if self.new.is_empty() {
            return placed;
        }
        let paragraphs = Paragraphs { source: source.paragraphs(), target: target.paragraphs() };
        let positions = positions(there, &self.gone, &paragraphs);
        for index in &self.new {
            placed.entry(positions[*index]).or_default().push(*index);
        }
        placed
    }
}

fn by_name(entries: &[Entry]) -> HashMap<&str, usize> {
    entries.iter().enumerate().map(|(index, entry)| (entry.name.as_str(), index)).collect()
}
