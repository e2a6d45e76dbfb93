//! Encodings: UTF-8, ISO-8859-1, and `\uXXXX` for characters outside of an encoding.

use std::borrow::Cow;
use std::fmt::Write;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// ASCII only, so the encoding is unknown.
    Ascii,
    /// UTF-8.
    Utf8,
    /// ISO-8859-1: one byte per character.
    Latin1,
}

/// The notation of new non-ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    /// As they are, if the encoding has them.
    Written,
    /// As `\uXXXX`.
    Escaped,
}

/// The text of a file and its encoding.
pub(crate) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => (Cow::Borrowed(text), Encoding::Ascii),
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => (Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()), Encoding::Latin1),
    }
}

/// The bytes of a text; `None` if the encoding lacks one of its characters.
pub(crate) fn encoded(text: String, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Ascii | Encoding::Utf8 => Some(text.into_bytes()),
        Encoding::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
    }
}

/// The text in a notation that the other file's encoding can represent.
pub(crate) fn respelled(text: &str, encoding: Encoding, notation: Notation) -> String {
    let holds = |c: char| match encoding {
        _ if c.is_ascii() => true,
        _ if notation == Notation::Escaped => false,
        Encoding::Latin1 => u32::from(c) < 0x100,
        Encoding::Ascii | Encoding::Utf8 => true,
    };
    if text.chars().all(holds) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut escaped = false;
    for c in text.chars() {
        if !holds(c) {
            // A backslash before an ordinary character is redundant, but before an escape it would change its
            // meaning.
            if escaped {
                out.pop();
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}
