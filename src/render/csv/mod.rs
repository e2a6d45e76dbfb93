//! Tables as CSV (RFC 4180), for spreadsheets and scripts. Values are as they are: a program that opens the file as a
//! spreadsheet must not take them for formulas. A cell with several entries has one on each line.

mod log;
mod matrix;

pub(super) use log::log;
pub(super) use matrix::matrix;

fn line(out: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&cell)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// A cell, in quotes where it needs them.
fn quoted(text: &str) -> String {
    let needs = text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_are_quoted_where_a_reader_needs_it() {
        for (text, cell) in [("a", "a"), ("", ""), ("a,b", "\"a,b\""), ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\"")] {
            assert_eq!(quoted(text), cell);
        }
    }
}
