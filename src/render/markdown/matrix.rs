//! `matrix` as Markdown: a table for each file.

use std::collections::BTreeSet;

use super::escape::{cell, code, plain};
use super::page::{Page, Table};
use crate::engine::key_table::{TableCell, TableFile};
use crate::ops::matrix::Matrix;
use crate::render::text::cells::{Mark, label, marks, signs, value};
use crate::render::text::matrix::summary;
use crate::render::text::words::owned_by_them;

/// Keys by environments.
pub(crate) fn matrix(matrix: &Matrix) -> String {
    let names: Vec<&str> = matrix.table.environments.iter().map(|side| side.label.as_str()).collect();
    let mut page = Page::default();
    let edge: Vec<String> = names.iter().map(|name| plain(name)).collect();
    page.text(format!("### {}: {}", edge.join(", "), summary(matrix)));
    let notes = notes(matrix);
    if !notes.is_empty() {
        page.text(notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n"));
    }
    matrix.table.files.iter().for_each(|file| _ = page.table(table(&names, file)));
    page.finish()
}

fn table(names: &[&str], file: &TableFile) -> Table {
    let row = |row: &crate::engine::key_table::TableRow| {
        std::iter::once(cell(&label(row))).chain(row.cells.iter().map(of_cell)).collect()
    };
    Table {
        heading: format!("#### {}", code(&file.file)),
        name: file.file.clone(),
        noun: "key",
        columns: std::iter::once("Key".to_owned()).chain(names.iter().map(|name| cell(name))).collect(),
        rows: file.rows.iter().map(row).collect(),
    }
}

fn of_cell(of: &TableCell) -> String {
    let marks = marks(of);
    let value = match (of.value(), marks.first()) {
        (None, Some(mark)) => mark.meaning().to_owned(),
        _ => cell(&value(of)),
    };
    let signs = plain(&signs(&marks));
    if signs.is_empty() { value } else { format!("{value} {signs}") }
}

/// What the marks mean, and what is not in the tables.
fn notes(matrix: &Matrix) -> Vec<String> {
    let rows = matrix.table.files.iter().flat_map(|file| &file.rows);
    let used: BTreeSet<Mark> = rows.flat_map(|row| &row.cells).flat_map(marks).collect();
    let mut notes = Vec::new();
    if matrix.kept > 0 {
        notes.push(format!("{} left out", plain(&owned_by_them(matrix.kept))));
    }
    let unread = matrix.table.unread.iter();
    notes.extend(unread.map(|(name, reason)| format!("{} is left out: {}", plain(name), plain(reason))));
    let unreadable = matrix.table.files.iter().flat_map(|file| &file.unreadable);
    notes.extend(unreadable.map(|(path, reason)| format!("{} is not read by key: {}", code(path), plain(reason))));
    let signs = used.iter().filter(|mark| !mark.is_of_absence());
    notes.extend(signs.map(|mark| format!("{} {}", plain(mark.sign()), mark.meaning())));
    notes
}
