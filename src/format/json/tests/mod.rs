//! What JSON promises: cases first, then laws on generated documents, then real files.

mod changes;
mod corpus;
mod laws;
mod reading;

use crate::format::{Edit, EditError, Format, Parsed};

fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<String, EditError> {
    let splices = super::splices(target, source, edits)?;
    let mut out = String::new();
    let text = std::str::from_utf8(&target.bytes).unwrap();
    let mut at = 0;
    for (range, new) in splices {
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

fn parsed(text: &str) -> Parsed {
    let tree = super::read(text.as_bytes()).unwrap_or_else(|bad| panic!("{bad} in {text}"));
    Parsed { format: Format::Json, bytes: text.as_bytes().to_vec(), tree }
}
