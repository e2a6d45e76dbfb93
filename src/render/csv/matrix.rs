//! Keys by environments as CSV.

use super::line;
use crate::engine::key_table::{CellValue, TableCell, TableFile, TableRow};
use crate::ops::matrix::Matrix;
use crate::render::text::cells::{Mark, marks};
use crate::render::text::changes::file_words;
use promote_core::env::change::UnitKind;
use promote_model::Value;

/// Keys by environments: a column for each value, and one for its marks.
pub(in crate::render) fn matrix(matrix: &Matrix) -> String {
    let names = || matrix.table.environments.iter().map(|side| side.label.clone());
    let mut out = String::new();
    let fixed = ["file", "document", "key", "kind", "id"].map(str::to_owned);
    line(&mut out, fixed.into_iter().chain(names()).chain(names().map(|name| format!("{name} marks"))));
    for file in &matrix.table.files {
        file.rows.iter().for_each(|row| line(&mut out, cells(file, row)));
    }
    out
}

fn cells(file: &TableFile, row: &TableRow) -> Vec<String> {
    let kind = match row.kind {
        UnitKind::Config => "config",
        UnitKind::Flag => "flag",
        UnitKind::File => "file",
    };
    let mut cells = vec![
        file.file.clone(),
        row.document.clone().unwrap_or_default(),
        row.key.to_string(),
        kind.to_owned(),
        row.id.to_string(),
    ];
    cells.extend(row.cells.iter().map(|cell| cell.value().map(value).unwrap_or_default()));
    cells.extend(row.cells.iter().map(words));
    cells
}

/// A value: text without quotes, everything else as in the file.
fn value(CellValue { shown, .. }: &CellValue) -> String {
    match &shown.value {
        Value::String(text) | Value::Token(text) => text.clone(),
        Value::File(file) => file_words(file),
        other => other.to_string(),
    }
}

fn words(cell: &TableCell) -> String {
    marks(cell).into_iter().map(Mark::word).collect::<Vec<_>>().join(" ")
}
