//! The reader of `.env` files: entries from lines.

use super::value;
use crate::error::SyntaxFault;
use crate::{Data, Entry, Node, ReadError, Scalar, Tree, flat, position};

/// Reads a `.env` file. A byte order mark is skipped.
///
/// # Errors
/// If the bytes are not UTF-8, a line is not an entry, tools disagree about a value, or a key is a duplicate.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadError::at(bytes, error.valid_up_to(), "these bytes are not valid UTF-8"))?;
    let entries = entries(text).map_err(|fault| fault.in_file(bytes))?;
    if let Some((first, again)) = flat::twice(&entries) {
        let line = position(bytes, first.name_span().start).0;
        let reason = format!("the key {} occurs twice, first on line {line}", again.name);
        return Err(ReadError::at(bytes, again.name_span().start, reason));
    }
    Ok(flat::tree(entries, bytes.len()))
}

fn entries(text: &str) -> Result<Vec<Entry>, SyntaxFault> {
    if let Some((at, _)) = text.match_indices('\r').find(|(at, _)| text.as_bytes().get(at + 1) != Some(&b'\n')) {
        return Err(SyntaxFault::new(at, "the carriage return is not followed by a line feed"));
    }
    let mut entries = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let line = value::line(text, at);
        let bare = line.trim_start_matches([' ', '\t']);
        if bare.is_empty() || bare.starts_with('#') {
            at = value::next_line(text, at);
            continue;
        }
        let entry = entry(text, at + line.len() - bare.len())?;
        at = value::next_line(text, entry.value.span().end);
        entries.push(entry);
    }
    Ok(entries)
}

/// The entry that starts at `start`.
fn entry(text: &str, start: usize) -> Result<Entry, SyntaxFault> {
    let name_start = start + exported(value::line(text, start));
    let rest = value::line(text, name_start);
    let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    if length == 0 {
        return Err(SyntaxFault::new(name_start, "expected a key, as in KEY=value"));
    }
    let name_span = name_start..name_start + length;
    let behind = rest[length..].trim_start_matches([' ', '\t']);
    let node = |span, value| Node::new(span, Data::Scalar(value));
    let value = match behind.strip_prefix('=') {
        Some(after) => {
            let (span, value) = value::read(text, name_start + rest.len() - after.len())?;
            node(span, value)
        }
        None if behind.is_empty() || behind.starts_with('#') => node(name_span.end..name_span.end, Scalar::Null),
        None => return Err(SyntaxFault::new(name_span.end, "the line is neither KEY=value nor a comment")),
    };
    Ok(Entry::new(&text[name_span.clone()], name_span, value))
}

/// The length of a leading `export` with its blanks.
fn exported(line: &str) -> usize {
    match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => line.len() - rest.trim_start_matches([' ', '\t']).len(),
        _ => 0,
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '[' | ']')
}
