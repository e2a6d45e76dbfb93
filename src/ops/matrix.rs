//! `matrix`: keys by environments. `get`: one key in all environments, or in one.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::{parse_only, parse_patterns};
use crate::engine::key_marks::{HistoryReading, judge};
use crate::engine::key_table::{Holds, KeyTable, TableCell, TableRow};
use crate::engine::table_columns::{Columns, key_table};

/// The arguments of `matrix`.
#[derive(Debug, Clone, Default)]
pub(crate) struct MatrixRequest {
    /// Patterns of the keys; all keys without patterns.
    pub(crate) patterns: Vec<String>,
    /// `--only NAME=VALUE`.
    pub(crate) only: Vec<String>,
    /// Only keys that an environment lacks.
    pub(crate) missing: bool,
    /// Only keys whose values differ.
    pub(crate) differs: bool,
    /// Whether what environments own counts, too.
    pub(crate) keep: bool,
    /// Whether each cell is judged by its history.
    pub(crate) history: bool,
    /// Whether the commits that gave each cell its value are told.
    pub(crate) origins: bool,
}

impl MatrixRequest {
    fn reading(&self) -> HistoryReading {
        match (self.history, self.origins) {
            (false, _) => HistoryReading::Nothing,
            (true, false) => HistoryReading::Directions,
            (true, true) => HistoryReading::Origins,
        }
    }
}

/// Keys by environments.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// The keys that were asked for.
    pub(crate) table: KeyTable,
    /// Keys that are left out because only what environments own is different.
    pub(crate) kept: usize,
    /// Whether a listed key differs, or an environment lacks it.
    pub(crate) is_uneven: bool,
    /// Whether keys were asked for that an environment lacks.
    pub(crate) missing: bool,
    /// Whether keys were asked for whose values differ.
    pub(crate) differs: bool,
}

/// The keys of all environments that the patterns match.
///
/// # Errors
/// Where git cannot be read, or a pattern is invalid or matches nothing.
pub(crate) fn matrix(context: &Context, request: &MatrixRequest) -> Result<Matrix, OpError> {
    let patterns = parse_patterns(&request.patterns)?;
    // The edges compare files that the table reads, too.
    let store = context.store()?.keeping_files();
    let columns = Columns::all(&store, &parse_only(&context.narrowed(&request.only))?)?;
    let narrowed = request.missing || request.differs;
    let mut table = key_table(context, &store, columns, &patterns, !narrowed)?;
    if request.history || request.differs {
        // Which values are equal up to the names of the environments is a question of the edges, too.
        judge(&store, &mut table, &patterns, request.reading())?;
    }
    let mut kept = 0;
    for file in table.files.iter_mut().filter(|_| narrowed) {
        file.rows.retain(|row| {
            let asked = |keep| request.missing && lacks(row, keep) || request.differs && differs(row, keep);
            kept += usize::from(!request.keep && !asked(false) && asked(true));
            asked(request.keep)
        });
    }
    table.files.retain(|file| !file.rows.is_empty() || !narrowed && !file.unreadable.is_empty());
    let rows = table.files.iter().flat_map(|file| &file.rows);
    let is_uneven = rows.clone().any(|row| lacks(row, request.keep) || differs(row, request.keep));
    if !request.only.is_empty() {
        drop_empty_columns(&mut table);
    }
    Ok(Matrix { table, kept, is_uneven, missing: request.missing, differs: request.differs })
}

/// Drops the environments of which `--only` leaves out every file.
fn drop_empty_columns(table: &mut KeyTable) {
    let rows: Vec<&TableRow> = table.files.iter().flat_map(|file| &file.rows).collect();
    let is_empty = |at: &usize| rows.iter().all(|row| matches!(row.cells[*at].holds, Holds::LeftOut));
    let empty: Vec<usize> = (0..table.environments.len()).filter(|_| !rows.is_empty()).filter(is_empty).collect();
    for at in empty.into_iter().rev() {
        table.environments.remove(at);
        for file in &mut table.files {
            file.paths.remove(at);
            file.rows.iter_mut().for_each(|row| _ = row.cells.remove(at));
        }
    }
}

/// The cells that count: what environments own only where `keep` says so.
fn counted(row: &TableRow, keep: bool) -> impl Iterator<Item = (usize, &TableCell)> {
    row.cells.iter().enumerate().filter(move |(_, cell)| keep || !cell.own)
}

/// Whether an environment lacks the key.
fn lacks(row: &TableRow, keep: bool) -> bool {
    counted(row, keep).any(|(_, cell)| matches!(cell.holds, Holds::Missing))
}

/// Whether the values differ, but for the names of environments where these are translated.
fn differs(row: &TableRow, keep: bool) -> bool {
    let mut classes: Vec<usize> =
        row.cells.iter().map(|cell| cell.value().map_or(usize::MAX, |value| value.class)).collect();
    for (at, cell) in row.cells.iter().enumerate() {
        for edge in cell.edges.iter().filter(|edge| !edge.differs) {
            let (ours, theirs) = (classes[at], classes[edge.source_column]);
            classes.iter_mut().filter(|class| **class == ours).for_each(|class| *class = theirs);
        }
    }
    let mut with_value = counted(row, keep).filter(|(_, cell)| cell.value().is_some()).map(|(at, _)| classes[at]);
    with_value.next().is_some_and(|first| with_value.any(|class| class != first))
}
