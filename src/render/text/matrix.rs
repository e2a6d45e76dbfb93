//! Keys by environments, for people. At a terminal, columns are shortened until they fit, and the columns that still do not
//! fit are in another table below; in a pipe every value is whole.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::cells::{Mark, label, legend, marks, signs, value};
use super::style::{Look, end_of, pad, width};
use super::words::owned_by_them;
use crate::engine::key_table::{TableCell, TableFile, TableRow};
use crate::ops::matrix::Matrix;
use promote_model::text::{count, visible};

/// The widest column in a pipe; longer cells stick out.
const WIDEST: usize = 40;
/// The narrowest column that is worth reading.
const NARROWEST: usize = 8;
/// The most columns of a terminal that keys get, as a fraction.
const KEYS: usize = 3;

/// Keys by environments.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn matrix(out: &mut dyn Write, look: Look, matrix: &Matrix) -> io::Result<()> {
    let table = Grid::of(look, matrix);
    if table.blocks.len() == 1 && matrix.table.files.iter().any(|file| !file.rows.is_empty()) {
        table.head(out, &table.blocks[0])?;
    }
    for file in &matrix.table.files {
        writeln!(out, "{}", look.bold(&visible(&file.file)))?;
        for (path, reason) in &file.unreadable {
            let text = format!("! {} is not read by key: {}", visible(path), visible(reason));
            writeln!(out, "  {}", look.yellow(&text))?;
        }
        table.file(out, file)?;
        writeln!(out)?;
    }
    for (name, reason) in &matrix.table.unread {
        writeln!(out, "{}", look.yellow(&format!("! {} is left out: {}", visible(name), visible(reason))))?;
    }
    writeln!(out, "{}", summary(matrix))?;
    if matrix.kept > 0 {
        let them = if matrix.kept == 1 { "it" } else { "them" };
        writeln!(out, "{}", look.dim(&format!("{} left out; --keep shows {them}", owned_by_them(matrix.kept))))?;
    }
    wrapped(out, look, &legend(&used(matrix)))
}

fn used(matrix: &Matrix) -> BTreeSet<Mark> {
    let rows = matrix.table.files.iter().flat_map(|file| &file.rows);
    rows.flat_map(|row| &row.cells).flat_map(marks).collect()
}

/// `6 keys in 1 file`; `2 keys differ`.
pub(crate) fn summary(matrix: &Matrix) -> String {
    let rows: usize = matrix.table.files.iter().map(|file| file.rows.len()).sum();
    let files = matrix.table.files.iter().filter(|file| !file.rows.is_empty()).count();
    let (verb, verbs) = match (matrix.missing, matrix.differs) {
        (false, false) => return format!("{} in {}", count(rows, "key"), count(files, "file")),
        (true, false) => ("is missing somewhere", "are missing somewhere"),
        (false, true) => ("differs", "differ"),
        (true, true) => ("differs or is missing somewhere", "differ or are missing somewhere"),
    };
    match rows {
        0 => format!("no key {verb}"),
        1 => format!("1 key {verb}"),
        rows => format!("{} {verbs} in {}", count(rows, "key"), count(files, "file")),
    }
}

/// Words with two blanks between them, on as many lines as the terminal needs.
fn wrapped(out: &mut dyn Write, look: Look, words: &[String]) -> io::Result<()> {
    let room = look.width.unwrap_or(usize::MAX);
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && width(&line) + 3 + width(word) > room {
            writeln!(out, "{}", look.dim(&line))?;
            line.clear();
        }
        line = if line.is_empty() { word.clone() } else { format!("{line}   {word}") };
    }
    if line.is_empty() { Ok(()) } else { writeln!(out, "{}", look.dim(&line)) }
}

/// A column: the number of its environment, and its width.
type Column = (usize, usize);

/// The layout of a table.
struct Grid<'a> {
    look: Look,
    names: Vec<&'a str>,
    /// The width of the keys.
    keys: usize,
    /// The columns that stand beside each other.
    blocks: Vec<Vec<Column>>,
}

impl<'a> Grid<'a> {
    fn of(look: Look, matrix: &'a Matrix) -> Self {
        let names: Vec<&str> = matrix.table.environments.iter().map(|side| side.label.as_str()).collect();
        let rows = || matrix.table.files.iter().flat_map(|file| &file.rows);
        let widest = |cells: &mut dyn Iterator<Item = usize>| cells.filter(|w| *w <= WIDEST).max().unwrap_or_default();
        let keys = widest(&mut rows().map(|row| width(&label(row))));
        let need = |at: usize| {
            let cells = rows().map(|row| width(&text(&row.cells[at])));
            widest(&mut cells.chain([width(&visible(names[at]))]))
        };
        let needs: Vec<usize> = (0..names.len()).map(need).collect();
        let Some(room) = look.room() else {
            let block = needs.into_iter().enumerate().collect();
            return Self { look, names, keys, blocks: vec![block] };
        };
        let keys = keys.min((room / KEYS).max(20));
        let left = room.saturating_sub(keys + 2);
        let most = (left / (NARROWEST + 2)).max(1);
        let numbered: Vec<Column> = needs.into_iter().enumerate().collect();
        let sum: usize = numbered.iter().map(|(_, need)| need + 2).sum();
        let beside = if sum <= left { numbered.len().max(1) } else { most };
        let blocks = numbered.chunks(beside).map(|columns| fitted(columns, left)).collect();
        Self { look, names, keys, blocks }
    }

    fn head(&self, out: &mut dyn Write, block: &[Column]) -> io::Result<()> {
        let names = block.iter().map(|(at, width)| pad(&self.cut(&visible(self.names[*at]), *width), *width));
        let line = format!("  {}  {}", pad("", self.keys), names.collect::<Vec<_>>().join("  "));
        writeln!(out, "{}", self.look.bold(line.trim_end()))
    }

    fn file(&self, out: &mut dyn Write, file: &TableFile) -> io::Result<()> {
        for block in self.blocks.iter().filter(|_| !file.rows.is_empty()) {
            if self.blocks.len() > 1 {
                self.head(out, block)?;
            }
            file.rows.iter().try_for_each(|row| self.row(out, row, block))?;
        }
        Ok(())
    }

    fn row(&self, out: &mut dyn Write, row: &TableRow, block: &[Column]) -> io::Result<()> {
        let key = label(row);
        let key = if self.look.room().is_some() { end_of(&key, self.keys) } else { key };
        let mut line = format!("  {}", pad(&key, self.keys));
        for (at, wide) in block {
            let cell = &row.cells[*at];
            let (signs, value) = (signs(&marks(cell)), value(cell));
            let for_signs = if signs.is_empty() { 0 } else { width(&signs) + 1 };
            let value = self.cut(&value, wide.saturating_sub(for_signs));
            let used = width(&value) + for_signs;
            let signs = if signs.is_empty() { signs } else { format!(" {}", self.look.yellow(&signs)) };
            let value = if cell.value().is_some() { value } else { self.look.dim(&value) };
            line = format!("{line}  {value}{signs}{}", " ".repeat(wide.saturating_sub(used)));
        }
        writeln!(out, "{}", line.trim_end())
    }

    /// A text that fits a column at a terminal.
    fn cut(&self, text: &str, width: usize) -> String {
        match self.look.room() {
            Some(_) => console::truncate_str(text, width.max(1), "…").into_owned(),
            None => text.to_owned(),
        }
    }
}

/// A cell as it is written: the value with its marks.
fn text(cell: &TableCell) -> String {
    let signs = signs(&marks(cell));
    let blank = if signs.is_empty() { "" } else { " " };
    format!("{}{blank}{signs}", value(cell))
}

/// Columns that share the room: each gets what it needs, as long as the others have their share.
fn fitted(columns: &[Column], room: usize) -> Vec<Column> {
    let mut left = room.saturating_sub(2 * columns.len());
    let mut by_need: Vec<Column> = columns.to_vec();
    by_need.sort_by_key(|(_, need)| *need);
    let mut fitted = Vec::new();
    for (done, (at, need)) in by_need.into_iter().enumerate() {
        let wide = need.min(left / (columns.len() - done));
        left -= wide;
        fitted.push((at, wide));
    }
    fitted.sort_unstable();
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_columns_leave_their_room_to_wide_ones() {
        assert_eq!(fitted(&[(0, 30), (1, 4), (2, 30)], 46), [(0, 18), (1, 4), (2, 18)]);
        assert_eq!(fitted(&[(0, 3), (1, 4)], 80), [(0, 3), (1, 4)]);
    }
}
