//! Lists of promotions for people: `list`, `log`, and the open promotions in `status`.

use std::io::{self, Write};

use super::style::{Look, table, width};
use super::time::time;
use super::waits::waits;
use crate::engine::view::PromotionView;
use crate::ops::log::Logged;
use promote_core::env::change::Change;
use promote_core::promotion::key_names;
use promote_model::text::{count, visible};

/// From this width on there is room for the time of creation.
const WIDE: usize = 120;

/// The fewest columns of a cell that is cut.
const LEAST: usize = 16;

/// Promotions, one a row.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn list(out: &mut dyn Write, look: Look, indent: &str, views: &[PromotionView]) -> io::Result<()> {
    let with_time = look.room().is_none_or(|room| room >= WIDE);
    let rows = views.iter().map(|view| {
        let promotion = &view.promotion;
        let by = visible(&promotion.created_by.name);
        let cells = vec![
            look.promotion(promotion),
            look.status(view.status),
            format!("{} -> {}", promotion.source, promotion.target),
            if with_time { format!("{by}, {}", time(promotion.created_at)) } else { by.into_owned() },
        ];
        Row { cells, note: waits(view), changes: &promotion.plan.changes }
    });
    fitted(out, look, indent, rows.collect())
}

/// The promotions that were executed in an environment, one a row, with their notes below.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn log(out: &mut dyn Write, look: Look, logged: &[Logged]) -> io::Result<()> {
    let rows = logged.iter().map(|logged| {
        let (view, done) = (&logged.view, logged.view.state.executed.as_ref());
        let cells = vec![
            done.map(|d| time(d.at)).unwrap_or_default(),
            look.promotion(&view.promotion),
            done.map(|d| d.commit.short()).unwrap_or_default(),
            format!("from {}", view.promotion.source),
            done.map(|d| visible(&d.by.name).into_owned()).unwrap_or_default(),
        ];
        Row { cells, note: undone(view), changes: &logged.changes }
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let mut lines = Vec::new();
    fitted(&mut lines, look, "", rows)?;
    for (line, logged) in lines.split_inclusive(|byte| *byte == b'\n').zip(logged) {
        out.write_all(line)?;
        notes(out, look, logged)?;
    }
    Ok(())
}

/// The notes of a promotion: at a terminal the first line.
fn notes(out: &mut dyn Write, look: Look, logged: &Logged) -> io::Result<()> {
    let notes = logged.view.promotion.request.notes.as_deref().unwrap_or_default();
    let lines = notes.trim().lines().take(if look.room().is_some() { 1 } else { usize::MAX });
    lines.into_iter().try_for_each(|line| writeln!(out, "    {}", look.dim(&look.value(line, 4))))
}

/// A row: cells that are always whole, a note that may be cut, and the keys.
struct Row<'a> {
    cells: Vec<String>,
    note: String,
    changes: &'a [Change],
}

/// Writes the rows; where lines may be cut, the note and the keys share what the other cells leave.
fn fitted(out: &mut dyn Write, look: Look, indent: &str, rows: Vec<Row<'_>>) -> io::Result<()> {
    let (notes, keys) = match look.room() {
        None => (usize::MAX, usize::MAX),
        Some(room) => {
            let widest =
                |column: usize| rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| width(cell)).max();
            let used: usize = (0..).map_while(widest).map(|widest| widest + 2).sum();
            let left = room.saturating_sub(width(indent) + used + 2);
            let notes = rows.iter().map(|row| width(&row.note)).max().unwrap_or_default();
            let keys = rows.iter().map(|row| width(&key_names(row.changes, left))).max().unwrap_or_default();
            // Each gets what the other one does not need, and the keys at least half.
            let notes = notes.min(left.saturating_sub(keys).max(left / 2)).max(LEAST);
            (notes, left.saturating_sub(notes).max(LEAST))
        }
    };
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let note = look.dim(&console::truncate_str(&row.note, notes, "…"));
            let keys = key_names(row.changes, keys);
            row.cells.into_iter().chain([note, keys]).collect()
        })
        .collect();
    table(out, indent, &rows)
}

fn undone(view: &PromotionView) -> String {
    let keys: usize = view.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    match (view.state.rolled_back, keys) {
        (true, _) => "rolled back".to_owned(),
        (false, 0) => String::new(),
        (false, keys) => format!("{} rolled back", count(keys, "key")),
    }
}

/// The ids, one a line.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn ids<'a>(out: &mut dyn Write, views: impl IntoIterator<Item = &'a PromotionView>) -> io::Result<()> {
    views.into_iter().try_for_each(|view| writeln!(out, "{}", view.promotion.id))
}
