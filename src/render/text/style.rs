//! Colours by meaning, columns by their widest cell, and text from the repository made harmless.

use std::io::{self, Write};

use console::Style;

use promote_core::env::change::Op;
use promote_core::promotion::{Promotion, Status};
use promote_model::text::visible;

/// The look of the output: colours and width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Whether colours are shown.
    pub(crate) color: bool,
    /// The width of the terminal, in columns; `None` where there is none.
    pub(crate) width: Option<usize>,
    /// Whether long lines are cut at a terminal. Where somebody decides by the output, nothing is cut.
    pub(crate) cuts: bool,
    /// Whether more is shown (`-v`).
    pub(crate) verbose: bool,
}

impl Look {
    /// The width that long lines are cut to, in columns; `None` where they are whole.
    pub(crate) fn room(self) -> Option<usize> {
        self.width.filter(|_| self.cuts)
    }

    /// The same with every value whole.
    pub(crate) fn whole(self) -> Self {
        Self { cuts: false, ..self }
    }

    fn paint(self, style: Style, text: &str) -> String {
        style.force_styling(self.color).apply_to(text).to_string()
    }

    /// A heading: a file, an environment.
    pub(crate) fn bold(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// What matters less.
    pub(crate) fn dim(self, text: &str) -> String {
        self.paint(Style::new().dim(), text)
    }

    /// What is new, or good.
    pub(crate) fn green(self, text: &str) -> String {
        self.paint(Style::new().green(), text)
    }

    /// What goes, or is bad.
    pub(crate) fn red(self, text: &str) -> String {
        self.paint(Style::new().red(), text)
    }

    /// What changes, or waits.
    pub(crate) fn yellow(self, text: &str) -> String {
        self.paint(Style::new().yellow(), text)
    }

    /// An id.
    pub(crate) fn cyan(self, text: &str) -> String {
        self.paint(Style::new().cyan(), text)
    }

    /// A promotion: its number, or its id where it has none, or `-v` asks for it.
    pub(crate) fn promotion(self, promotion: &Promotion) -> String {
        self.cyan(&if self.verbose { promotion.id.to_string() } else { promotion.name() })
    }

    /// In the colour of an operation.
    pub(crate) fn op(self, op: Op, text: &str) -> String {
        match op {
            Op::Added => self.green(text),
            Op::Modified => self.yellow(text),
            Op::Removed => self.red(text),
        }
    }

    /// A state, in its colour.
    pub(crate) fn status(self, status: Status) -> String {
        let text = status.to_string();
        match status {
            Status::Executed | Status::Approved => self.green(&text),
            Status::Rejected | Status::Cancelled => self.red(&text),
            Status::RolledBack => self.dim(&text),
            Status::Created | Status::Validated | Status::Scheduled => self.yellow(&text),
        }
    }

    /// One line of text from the repository, cut to what is left of the width after `used` columns.
    pub(crate) fn value(self, text: &str, used: usize) -> String {
        let text = visible(text.trim());
        match self.room() {
            None => text.into_owned(),
            Some(width) => console::truncate_str(&text, width.saturating_sub(used).max(20), "…").into_owned(),
        }
    }
}

/// The sign of an operation.
pub(crate) fn sign(op: Op) -> &'static str {
    match op {
        Op::Added => "+",
        Op::Modified => "~",
        Op::Removed => "-",
    }
}

/// Pads `text` to a width in columns. A longer text is unchanged.
pub(crate) fn pad(text: &str, width: usize) -> String {
    console::pad_str(text, width, console::Alignment::Left, None).into_owned()
}

/// The width of a text in columns.
pub(crate) fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// A key that fits a width: its end tells more than its beginning.
pub(crate) fn end_of(key: &str, wide: usize) -> String {
    if width(key) <= wide {
        return key.to_owned();
    }
    let mut end: Vec<char> = Vec::new();
    let mut used = 1;
    for c in key.chars().rev() {
        used += width(&c.to_string());
        if used > wide {
            break;
        }
        end.push(c);
    }
    format!("…{}", end.into_iter().rev().collect::<String>())
}

/// Rows in columns, two blanks between them; the last cell of a row is not padded, and the columns are
/// not widened for it. A column that is empty in every row is left out. Cells may be coloured.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn table(out: &mut dyn Write, indent: &str, rows: &[Vec<String>]) -> io::Result<()> {
    let last = |row: &[String]| row.iter().rposition(|cell| !cell.is_empty()).unwrap_or_default();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cells = |column: usize| rows.iter().filter_map(move |row| Some((row, row.get(column)?)));
    let empty = |column: usize| cells(column).all(|(_, cell)| cell.is_empty());
    let padded = |column: usize| cells(column).filter(move |(row, _)| last(row) > column).map(|(_, cell)| width(cell));
    let widths: Vec<(usize, usize)> = (0..columns)
        .filter(|column| !empty(*column))
        .map(|column| (column, padded(column).max().unwrap_or_default()))
        .collect();
    for row in rows {
        let last = last(row);
        let shown = widths.iter().filter_map(|(column, width)| Some((*column, *width, row.get(*column)?)));
        let shown = shown.take_while(|(column, ..)| *column <= last);
        let cells = shown.map(|(column, width, cell)| if column == last { cell.clone() } else { pad(cell, width) });
        writeln!(out, "{indent}{}", cells.collect::<Vec<_>>().join("  "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn a_key_is_cut_at_its_beginning() {
        assert_eq!(end_of("spec.containers[name=web].image", 12), "…=web].image");
        assert_eq!(end_of("名前.値段", 5), "…値段");
    }
}
