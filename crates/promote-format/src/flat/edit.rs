//! Edits of flat files: values replaced where they stand, entries cut and brought in as whole lines.

use std::collections::{BTreeMap, HashMap};

use super::line_style::LineStyle;
use super::side::FlatSide;
use crate::edit_tree::{EditNode, EditTree};
use crate::line_block::{EntryPosition, LineBlock, NewEntry, ended, finished, positions};
use crate::splice::Splice;
use crate::{Edit, EditError, Entry};
use promote_model::{Key, Step, Value};

/// What stands between names and values of what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separators {
    /// What the target writes there.
    Target,
    /// What the source writes there: some values need it (`A=#fff` is not `A = #fff`).
    Source,
}

/// What an edit that cannot be made here is told. The model, which is asked first, says more.
const UNFIT: &str = "this cannot be edited in place: change the file by hand";

/// The target's text after the edits. `respell` gives what comes from the source the letters that the
/// target's encoding has.
///
/// # Errors
/// Where an edit speaks of a second document or of what is not there.
pub fn edit(
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
        return Err(refuse("this file holds one document; promote its keys, or the file as a whole"));
    }
    let Some(edit_node) = edit_tree.documents.get(&0) else { return Ok(target.text.to_owned()) };
    let changes = EntryChanges::of(target, source, edit_node).ok_or_else(|| refuse(UNFIT))?;
    let (whole, other) = (ended(target.text), ended(source.text));
    let (body, from) = (body(&whole, target), body(&other, source));
    let mut splices = changes.replaced(target, source, separators, respell);
    splices.extend(body.cuts(&changes.gone).into_iter().map(Splice::cut));
    let style = if separators == Separators::Target { LineStyle::of(target) } else { LineStyle::default() };
    for (at, new) in changes.placed(target, source) {
        let lines = |index: &usize| {
            // The blanks before a name are a matter of habit, those in a value of meaning.
            let fixed = source.entries[*index].value.span();
            let new = from.lines_of(*index, from.indent(from.entries[*index].start), std::slice::from_ref(&fixed));
            NewEntry { lines: respell(&style.applied(&new.lines, source, *index)), ..new }
        };
        splices.push(body.insertion(at, &new.iter().map(lines).collect::<Vec<_>>()));
    }
    finished(target.text, source.text, splices).ok_or_else(|| refuse(UNFIT))
}

/// The file as a body.
fn body<'a>(text: &'a str, side: FlatSide<'_>) -> LineBlock<'a> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let entries = side.entries.iter().map(|e| e.name_span().start..e.value.span().end).collect();
    LineBlock { text, span: start..text.len(), entries, comments: side.comments, is_root: true }
}

/// What becomes of the target's entries.
struct EntryChanges {
    /// Which of them go.
    gone: Vec<bool>,
    /// Positions in the target and in the source.
    replaced: Vec<(usize, usize)>,
    /// Positions in the source, in order.
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
            // Where the value of only one of them begins on a line of its own, the line break comes along.
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

    /// The new entries by their place in the target.
    fn placed(&self, target: FlatSide<'_>, source: FlatSide<'_>) -> BTreeMap<EntryPosition, Vec<usize>> {
        let mut placed: BTreeMap<EntryPosition, Vec<usize>> = BTreeMap::new();
        if self.new.is_empty() {
            return placed;
        }
        let ours = by_name(target.entries);
        let there: Vec<Option<usize>> =
            source.entries.iter().map(|entry| ours.get(entry.name.as_str()).copied()).collect();
        let positions = positions(&there, &self.gone);
        for index in &self.new {
            placed.entry(positions[*index]).or_default().push(*index);
        }
        placed
    }
}

fn by_name(entries: &[Entry]) -> HashMap<&str, usize> {
    entries.iter().enumerate().map(|(index, entry)| (entry.name.as_str(), index)).collect()
}
