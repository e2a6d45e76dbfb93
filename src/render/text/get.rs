//! The value of a key, for people: one line for each environment.

use std::io::{self, Write};

use super::cells::{label, one_line, value};
use super::style::{Look, pad, width};
use crate::engine::key_table::TableRow;
use crate::ops::get::Got;
use promote_model::text::visible;

/// The value of keys.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn got(out: &mut dyn Write, look: Look, got: &Got) -> io::Result<()> {
    let names: Vec<String> = got.table.environments.iter().map(|side| visible(&side.label).into_owned()).collect();
    let rows: usize = got.table.files.iter().map(|file| file.rows.len()).sum();
    let wide = names.iter().map(|name| width(name)).max().unwrap_or_default();
    for file in got.table.files.iter().filter(|file| !file.rows.is_empty()) {
        match (names.len(), rows) {
            // One key of one environment: its value alone.
            (1, 1) => {}
            (1, _) => {
                writeln!(out, "{}", look.bold(&visible(&file.file)))?;
                let keys =
                    file.rows.iter().map(|row| width(&label(row))).filter(|w| *w <= 44).max().unwrap_or_default();
                for row in &file.rows {
                    writeln!(out, "  {}  {}", pad(&label(row), keys), text(look, row, 0, keys + 4))?;
                }
                continue;
            }
            _ => {}
        }
        for row in &file.rows {
            if names.len() == 1 {
                writeln!(out, "{}", text(look, row, 0, 0))?;
                continue;
            }
            writeln!(out, "{}", look.bold(&visible(&row.address(&file.file))))?;
            for (at, name) in names.iter().enumerate() {
                writeln!(out, "  {}  {}", pad(name, wide), text(look, row, at, wide + 4))?;
            }
        }
    }
    for (name, reason) in &got.table.unread {
        writeln!(out, "{}", look.yellow(&format!("! {} is left out: {}", visible(name), visible(reason))))?;
    }
    Ok(())
}

/// A value in one line; at a terminal cut to what is left of the width.
fn text(look: Look, row: &TableRow, at: usize, used: usize) -> String {
    match row.cells[at].value() {
        Some(value) => look.value(&one_line(&value.shown), used),
        None => look.dim(&value(&row.cells[at])),
    }
}
