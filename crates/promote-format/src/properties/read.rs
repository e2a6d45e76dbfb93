//! The reader of `.properties` files: entries with their byte ranges.

use std::ops::Range;

use super::encoding::{Encoding, decoded};
use super::scan;
use crate::{Entry, ReadError, Tree, flat, position};

/// Reads a `.properties` file.
///
/// # Errors
/// If `load` would fail, if a key is a duplicate, or if the file has several documents.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    if let Some(reason) = not_text(bytes) {
        return Err(ReadError::at(bytes, 0, reason));
    }
    let (text, encoding) = decoded(bytes);
    let wrong = |at: usize, reason: String| {
        let (line, column) = position(text.as_bytes(), at);
        ReadError { line, column, reason, opaque: false }
    };
    let mut entries = scan::entries(&text).map_err(|fault| wrong(fault.at, fault.reason.to_owned()))?;
    if let Some((first, again)) = flat::twice(&entries) {
        let line = position(text.as_bytes(), first.name_span().start).0;
        return Err(wrong(
            again.name_span().start,
            format!("the key {} occurs twice, first on line {line}", again.name),
        ));
    }
    if encoding == Encoding::Latin1 {
        to_bytes(&text, &mut entries);
    }
    Ok(flat::tree(entries, bytes.len()))
}

/// A reason why bytes are not text, although all bytes are valid ISO-8859-1.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("the file is UTF-16; properties are UTF-8 or ISO-8859-1"),
        _ if bytes.contains(&0) => Some("the file contains a NUL byte, so it is not text"),
        _ => None,
    }
}

/// Converts the ranges of entries from the decoded text to an ISO-8859-1 file, where each character is one byte.
fn to_bytes(text: &str, entries: &mut [Entry]) {
    let (mut at, mut byte) = (0, 0);
    let mut end = |end: usize| {
        byte += text[at..end].chars().count();
        at = end;
        byte
    };
    let mut moved = |span: Range<usize>| end(span.start)..end(span.end);
    for entry in entries {
        let name = moved(entry.name_span());
        entry.move_to(name, moved(entry.value.span()));
    }
}
