//! Keys by environments: those that are not the same everywhere.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::pieces::shown;
use crate::engine::key_table::{TableCell, TableFile};
use crate::ops::matrix::Matrix;
use crate::render::text::cells::{Mark, label, marks, value};
use promote_model::text::count;

/// A table for each file.
pub(super) fn matrix(matrix: &Matrix) -> Markup {
    let rows: usize = matrix.table.files.iter().map(|file| file.rows.len()).sum();
    let names: Vec<&str> = matrix.table.environments.iter().map(|side| side.label.as_str()).collect();
    html! {
        @if rows == 0 { p.quiet { "All keys are the same in all environments." } }
        @else {
            p.quiet { (count(rows, "key")) " differ, or are not everywhere. Keys that environments own are left out." }
            (legend(matrix))
        }
        @for (name, reason) in &matrix.table.unread { p.note { (shown(name)) " is left out: " (shown(reason)) } }
        @for file in matrix.table.files.iter().filter(|file| !file.rows.is_empty()) { (table(&names, file)) }
    }
}

fn table(names: &[&str], file: &TableFile) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label=(shown(&file.file)) {
            table.matrix {
                caption { code { (shown(&file.file)) } }
                thead { tr { th scope="col" { "Key" } @for name in names { th scope="col" { (shown(name)) } } } }
                tbody {
                    @for row in &file.rows {
                        tr { th scope="row" { code { (shown(&label(row))) } } @for cell in &row.cells { (of_cell(cell)) } }
                    }
                }
            }
        }
    }
}

fn of_cell(cell: &TableCell) -> Markup {
    let marks = marks(cell);
    html! {
        td.absent[cell.value().is_none()] {
            @match (cell.value(), marks.first()) {
                (None, Some(mark)) => { (mark.meaning()) }
                _ => { code { (shown(&value(cell))) } }
            }
            @for mark in marks.iter().filter(|mark| !mark.is_of_absence()) {
                " " span.mark title=(mark.meaning()) aria-label=(mark.meaning()) { (mark.sign()) }
            }
        }
    }
}

/// What the marks mean.
fn legend(matrix: &Matrix) -> Markup {
    let rows = matrix.table.files.iter().flat_map(|file| &file.rows);
    let used: BTreeSet<Mark> = rows.flat_map(|row| &row.cells).flat_map(marks).collect();
    html! {
        @if used.iter().any(|mark| !mark.is_of_absence()) {
            p.quiet {
                @for mark in used.iter().filter(|mark| !mark.is_of_absence()) {
                    span.mark { (mark.sign()) } " " (mark.meaning()) "  "
                }
            }
        }
    }
}
