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

/// The columns of the attributes next to new ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// Of the attribute on the line above.
    above: Option<EqualsColumn>,
    /// Of the attribute on the line below.
    below: Option<EqualsColumn>,
}

/// The columns of the attributes next to new ones at `at`. Empty lines and comment lines are no neighbours.
pub(crate) fn neighbours(
    lines: &line_block::LineBlock<'_>,
    text: &str,
    ours: &Body,
    at: EntryPosition,
    additions: &[NewEntry],
) -> Columns {
    let (gaps, places) = (lines.gaps(at, additions), lines.places(at, additions));
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return Columns::default() };
    let column = |index: usize| ours.items.get(index).and_then(|item| column(text, item));
    // An entry below a comment of its own that the target has is directly above the next one.
    let is_above = |index: usize| first.at == lines.chunk(index).end && first.there == 0 && gaps.before == 0;
    let is_below = |index: usize| {
        let stays = lines.gone.get(index) != Some(&true);
        stays && last.at == lines.chunk(index).start && (last.there > 0 || gaps.behind == 0)
    };
    match at {
        EntryPosition::Before(index) => Columns { above: None, below: column(index).filter(|_| is_below(index)) },
        EntryPosition::After(index) => Columns {
            above: column(index).filter(|_| is_above(index)),
            below: column(index + 1).filter(|_| is_below(index + 1)),
        },
        EntryPosition::Inside => Columns::default(),
    }
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

/// Aligns new attributes with their neighbours. Without a neighbour, adjacent new attributes are aligned with
/// each other.
pub(crate) fn align(source: &str, items: &[&Item], additions: &mut [NewEntry], columns: &Columns) {
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
        let above = columns.above.as_ref().filter(|_| start == 0 && is_bare(source, items[0], &additions[0]));
        let below = columns.below.as_ref().filter(|_| end == items.len());
        let wanted = above.or(below).or(own.as_ref());
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
