//! What TOML promises: reading, laws on generated documents, real files.

mod corpus;
mod laws;
mod reading;

use crate::format::{Edit, EditError, Format, Parsed, edit, read};

use crate::format::json::tests::changes;

fn parsed(text: &str) -> Parsed {
    read(Format::Toml, text.as_bytes().to_vec()).unwrap_or_else(|bad| panic!("{bad} in\n{text}"))
}

fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<String, EditError> {
    edit(target, source, edits).map(|bytes| String::from_utf8(bytes).unwrap())
}
