//! A page of Markdown: paragraphs and tables, never longer than a comment on GitHub may be.

use std::fmt::Write as _;

use super::escape::html;
use promote_model::text::{count, enumerate};

/// The longest body of a comment or a merge request on GitHub, in characters.
const LONGEST: usize = 65_536;
/// The longest argument of a program, in bytes, with something to spare.
const ARGUMENT: usize = 120_000;
/// A table with more rows is folded.
const FOLDED: usize = 50;
/// Kept free for the end of a table and the line that says what was left out.
const RESERVE: usize = 400;

/// Paragraphs and tables, in order.
#[derive(Debug, Default)]
pub(super) struct Page {
    blocks: Vec<Block>,
}

#[derive(Debug)]
enum Block {
    Text(String),
    Table(Table),
}

/// A table. Cells are Markdown already.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The heading before the table, as Markdown; empty for none.
    pub(super) heading: String,
    /// The same as plain text, for the line that unfolds the table.
    pub(super) name: String,
    /// What a row is, in the singular: `key`.
    pub(super) noun: &'static str,
    /// The columns.
    pub(super) columns: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<Vec<String>>,
}

impl Page {
    /// Adds a paragraph, as Markdown.
    pub(super) fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    /// Adds a table; one without rows is left out.
    pub(super) fn table(&mut self, table: Table) -> &mut Self {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
        self
    }

    /// The page, with a last line that says what was left out.
    pub(super) fn finish(&self) -> String {
        self.within(LONGEST)
    }

    /// The page and an `end` that is never left out. Both fit an argument of a program on Linux (128 KiB), too, whatever the
    /// letters.
    pub(super) fn finish_before(&self, end: &str) -> String {
        let page = self.within(LONGEST.saturating_sub(end.chars().count() + 1));
        if page.len() + end.len() < ARGUMENT {
            return format!("{page}\n{end}");
        }
        // A character has at most four bytes.
        let room = ARGUMENT.saturating_sub(end.len() + 1) / 4;
        format!("{}\n{end}", self.within(room))
    }

    fn within(&self, longest: usize) -> String {
        let mut writer = Writer { out: String::new(), left: longest.saturating_sub(RESERVE), omitted: Vec::new() };
        let mut full = false;
        for block in &self.blocks {
            full = match block {
                Block::Text(text) => full || !writer.push(&format!("{text}\n\n")),
                Block::Table(table) => writer.table(table, full),
            };
        }
        let mut out = writer.out.trim_end().to_owned();
        if full {
            let parts: Vec<String> = writer.omitted.iter().map(|(number, noun)| count(*number, noun)).collect();
            let what = if parts.is_empty() { "The end of this report".to_owned() } else { enumerate(&parts, "and") };
            let _ = write!(out, "\n\n**{what} left out:** a comment on GitHub has at most 65,536 characters.");
        }
        out + "\n"
    }
}

/// What is written, and how many characters are left.
struct Writer {
    out: String,
    left: usize,
    omitted: Vec<(usize, &'static str)>,
}

impl Writer {
    /// Adds a text as a whole, or not at all.
    fn push(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        if length > self.left {
            // Nothing after this fits any more, even if it is shorter: the order stays.
            self.left = 0;
            return false;
        }
        self.left -= length;
        self.out.push_str(text);
        true
    }

    /// Adds a table up to the last row that fits; whether the page is full.
    fn table(&mut self, table: &Table, full: bool) -> bool {
        let folded = table.rows.len() > FOLDED;
        if full || !self.push(&head(table, folded)) {
            self.omit(table.rows.len(), table.noun);
            return true;
        }
        let written = table.rows.iter().take_while(|row| self.push(&line(row))).count();
        // Both are within the reserve.
        self.out.push_str(if folded { "\n</details>\n\n" } else { "\n" });
        self.omit(table.rows.len() - written, table.noun);
        written < table.rows.len()
    }

    fn omit(&mut self, number: usize, noun: &'static str) {
        match self.omitted.iter_mut().find(|(_, known)| *known == noun) {
            Some((known, _)) => *known += number,
            None if number > 0 => self.omitted.push((number, noun)),
            None => {}
        }
    }
}

/// Everything before the first row.
fn head(table: &Table, folded: bool) -> String {
    let mut out = String::new();
    if folded {
        let name = html(&table.name);
        let _ = write!(out, "<details><summary>{name}: {}</summary>\n\n", count(table.rows.len(), table.noun));
    } else if !table.heading.is_empty() {
        let _ = write!(out, "{}\n\n", table.heading);
    }
    out.push_str(&line(&table.columns));
    out.push_str(&line(&vec!["---".to_owned(); table.columns.len()]));
    out
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize) -> Table {
        Table {
            heading: "#### `a.yaml`".to_owned(),
            name: "a.yaml".to_owned(),
            noun: "key",
            columns: vec!["Key".to_owned(), "Value".to_owned()],
            rows: (0..rows).map(|n| vec![format!("`k{n:06}`"), "`v`".to_owned()]).collect(),
        }
    }

    #[test]
    fn short_tables_are_open_and_long_ones_folded() {
        let short = Page::default().text("Title").table(table(50)).finish();
        assert!(short.starts_with("Title\n\n#### `a.yaml`\n\n| Key | Value |\n| --- | --- |\n| `k000000` | `v` |\n"));
        assert!(!short.contains("<details>"));
        let long = Page::default().table(table(51)).finish();
        assert!(long.starts_with("<details><summary>a.yaml: 51 keys</summary>\n\n| Key"), "{long}");
        assert!(long.ends_with("|\n\n</details>\n"), "{long}");
    }

    #[test]
    fn what_does_not_fit_is_left_out_by_the_row_and_counted() {
        let page = Page::default().text("Title").table(table(9_000)).table(table(7)).text("More").finish();
        assert!(page.chars().count() <= LONGEST, "{}", page.chars().count());
        assert!(page.chars().count() > LONGEST - 2 * RESERVE);
        let shown = page.matches("`k").count();
        let tail = format!("\n</details>\n\n**{} keys left out:** a comment", 9_007 - shown);
        assert!(page.contains(&tail), "{}", &page[page.len() - 300..]);
        assert!(!page.contains("More") && page.matches("<details>").count() == page.matches("</details>").count());
        let whole = Page::default().table(table(3)).finish();
        assert!(!whole.contains("left out"));
    }

    #[test]
    fn the_end_is_kept_and_fits_an_argument_whatever_the_letters() {
        let row = |n: usize| vec![format!("`{n:06}`"), format!("`{}`", "\u{1f600}".repeat(40))];
        let wide = Table { rows: (0..9_000).map(row).collect(), ..table(0) };
        for table in [table(9_000), wide] {
            let mut page = Page::default();
            let page = page.text("Title").table(table).finish_before("Promotion-Id: 1\n");
            assert!(page.ends_with("at most 65,536 characters.\n\nPromotion-Id: 1\n"), "{}", &page[page.len() - 99..]);
            assert!(page.chars().count() <= LONGEST && page.len() <= ARGUMENT, "{}", page.len());
            assert!(page.len() > 50_000, "{}", page.len());
        }
        assert_eq!(Page::default().text("Title").finish_before("End\n"), "Title\n\nEnd\n");
    }

    #[test]
    fn a_text_that_does_not_fit_is_named() {
        let page = Page::default().text("x".repeat(LONGEST)).finish();
        assert!(page.contains("**The end of this report left out:**"), "{}", page.len());
        assert!(page.chars().count() < RESERVE);
    }
}
