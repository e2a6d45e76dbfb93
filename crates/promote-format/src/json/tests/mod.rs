//! JSON: reading, editing, laws on generated documents, and real files.

mod comments;
mod editing;
mod layout;
mod reading;

use crate::{Edit, EditError, Format, Parsed, edit};

fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<String, EditError> {
    edit(target, source, edits).map(|bytes| String::from_utf8(bytes).unwrap())
}

fn jsonc(text: &str) -> Parsed {
    crate::read(Format::Jsonc, text.as_bytes().to_vec()).unwrap_or_else(|bad| panic!("{bad} in {text}"))
}

fn parsed(text: &str) -> Parsed {
    let tree = super::read(text.as_bytes()).unwrap_or_else(|bad| panic!("{bad} in {text}"));
    Parsed { rules: promote_model::RulesNumber::CURRENT, format: Format::Json, bytes: text.as_bytes().to_vec(), tree }
}
