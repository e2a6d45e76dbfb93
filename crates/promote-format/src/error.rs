//! The errors of reading and editing, and the line and column of a byte.

use promote_model::Key;

/// The reason why a file cannot be read by key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", place(*line, *column))]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1; 0 if the reason concerns the whole file.
    pub column: usize,
    /// The reason, one sentence without a period.
    pub reason: String,
    /// Whether the file may be right all the same: it is encrypted, a template, in another encoding, or beyond a limit.
    pub opaque: bool,
}

impl ReadError {
    /// An error at a byte of the file.
    pub(crate) fn at(bytes: &[u8], offset: usize, reason: impl Into<String>) -> Self {
        let (line, column) = position(bytes, offset);
        Self { line, column, reason: reason.into(), opaque: false }
    }

    /// A reason that concerns the whole file, and is no mistake in it.
    pub(crate) fn of_file(reason: impl Into<String>) -> Self {
        Self { line: 1, column: 0, reason: reason.into(), opaque: true }
    }

    /// The same reason for a file that may be right all the same.
    #[must_use]
    pub(crate) fn but_opaque(self) -> Self {
        Self { opaque: true, ..self }
    }
}

fn place(line: usize, column: usize) -> String {
    if column == 0 { String::new() } else { format!("line {line}, column {column}: ") }
}

/// The line and the column (in characters) of a byte, both from 1. A byte order mark does not count.
pub fn position(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = &bytes[..offset.min(bytes.len())];
    let before = before.strip_prefix("\u{feff}".as_bytes()).unwrap_or(before);
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

/// A mistake at a byte of a file, as reported by the parser of a format.
#[derive(Debug)]
pub(crate) struct SyntaxFault {
    /// The offset of the byte.
    pub(crate) at: usize,
    /// The reason, one sentence without a period.
    pub(crate) reason: String,
}

impl SyntaxFault {
    /// A mistake at the byte `at`.
    pub(crate) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }

    /// The error with its line and column in the file.
    pub(crate) fn in_file(self, bytes: &[u8]) -> ReadError {
        ReadError::at(bytes, self.at, self.reason)
    }
}

/// The reason why an edit is refused. The file is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key} (line {line}): {reason}")]
pub struct EditError {
    /// The key of the refused edit.
    pub key: Key,
    /// The line of the target that prevents the edit, from 1.
    pub line: usize,
    /// The reason, one sentence without a period, with a way out.
    pub reason: String,
}
