//! Aligned equals signs, as `terraform fmt` writes them: new attributes follow their neighbours.

use super::shape::{Body, Item, ItemKind};
use crate::line_block::{self, EntryPosition, NewEntry};

/// The position of an attribute's equals sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EqualsColumn {
    /// In characters from the indentation; `None` if no blank precedes it.
    at: Option<usize>,
    /// The text after the equals sign.
    after: String,
}

/// The column of the attribute next to new ones at `at`, if no empty line is between them.
pub(crate) fn neighbour(
    lines: &line_block::LineBlock<'_>,
    text: &str,
    ours: &Body,
    at: EntryPosition,
    additions: &[NewEntry],
) -> Option<EqualsColumn> {
    let gaps = lines.gaps(at, additions);
    if gaps.before + gaps.behind > 0 {
        return None;
    }
    let below = |index: usize| (lines.blanks_before(index) == 0).then(|| ours.items.get(index)).flatten();
    let candidates = match at {
        EntryPosition::Before(index) => [ours.items.get(index), None],
        EntryPosition::After(index) => [ours.items.get(index), below(index + 1)],
        EntryPosition::Inside => [None, None],
    };
    candidates.into_iter().flatten().find_map(|item| column(text, item))
}

/// The column of an attribute on one line.
fn column(text: &str, item: &Item) -> Option<EqualsColumn> {
    let (name, separator) = parts(text, item)?;
    let blanks = separator.find('=')?;
    let at = (blanks > 0).then(|| name.chars().count() + blanks);
    Some(EqualsColumn { at, after: separator[blanks + 1..].to_owned() })
}

/// The name of an attribute on one line, and the text between the name and the value.
fn parts<'t>(text: &'t str, item: &Item) -> Option<(&'t str, &'t str)> {
    let ItemKind::Value(node) = &item.kind else { return None };
    let name = &item.names.first()?.span;
    let is_plain = !text[item.span.clone()].contains('\n');
    is_plain.then(|| (&text[name.clone()], &text[name.end..node.span().start]))
}

/// Aligns new attributes with their neighbour. Without a neighbour, adjacent new attributes are aligned with
/// each other.
pub(crate) fn align(source: &str, items: &[&Item], additions: &mut [NewEntry], column: Option<EqualsColumn>) {
    let mut start = 0;
    while start < items.len() {
        let mut end = start + 1;
        // Comments and empty lines end an aligned group.
        while end < items.len() && additions[end].before == 0 && is_bare(source, items[end], &additions[end]) {
            end += 1;
        }
        let widest =
            items[start..end].iter().filter_map(|item| parts(source, item)).map(|(name, _)| name.chars().count());
        let own = widest.max().map(|widest| EqualsColumn { at: Some(widest + 1), after: " ".to_owned() });
        let wanted = column.as_ref().filter(|_| start == 0).or(own.as_ref());
        for (item, new) in items[start..end].iter().zip(&mut additions[start..end]) {
            if let Some(wanted) = wanted {
                place(source, item, new, wanted);
            }
        }
        start = end;
    }
}

/// Whether an item is written as one line of its own.
fn is_bare(source: &str, item: &Item, new: &NewEntry) -> bool {
    parts(source, item).is_some() && !new.lines.contains('\n')
}

fn place(source: &str, item: &Item, new: &mut NewEntry, column: &EqualsColumn) {
    let Some((name, separator)) = parts(source, item) else { return };
    let old = format!("{name}{separator}");
    // Search the last line, not a comment above it.
    let line = new.lines.rfind('\n').map_or(0, |newline| newline + 1);
    let Some(at) = new.lines[line..].find(&old).map(|at| line + at) else { return };
    let blanks = column.at.map_or(0, |at| at.saturating_sub(name.chars().count()).max(1));
    let wanted = format!("{name}{}={}", " ".repeat(blanks), column.after);
    new.lines.replace_range(at..at + old.len(), &wanted);
}
