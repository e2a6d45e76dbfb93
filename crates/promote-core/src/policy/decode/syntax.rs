//! The outermost layer: bytes to one document, and what is said where they are not one.

use super::notes::shown;
use super::{MAX_BYTES, Mistake};
use promote_format::{Format, Node};

/// The root of the only document.
pub(super) fn root(bytes: &[u8]) -> Result<Node, Mistake> {
    let first = |message: &str| Mistake { line: 1, column: 1, message: message.to_owned() };
    if bytes.len() > MAX_BYTES {
        return Err(first(&format!("the file has {} bytes, more than the {MAX_BYTES} that are accepted", bytes.len())));
    }
    let parsed = promote_format::read(Format::Yaml, bytes.to_vec()).map_err(|e| Mistake {
        line: e.line,
        column: e.column.max(1),
        message: format!("the file cannot be read: {}{}", shown(&e.reason), unquoted(bytes, e.line)),
    })?;
    let mut documents = parsed.tree.documents.into_iter();
    let Some(document) = documents.next() else {
        return Err(first("the file is empty; 'promote init' proposes one"));
    };
    if let Some(second) = documents.next() {
        let line = bytes[..second.span.start.min(bytes.len())].iter().filter(|b| **b == b'\n').count() + 1;
        return Err(Mistake { line, column: 1, message: "a second document begins; the policy is one".to_owned() });
    }
    if super::notes::is_null(&document.root) {
        return Err(first("the file is empty; 'promote init' proposes one"));
    }
    Ok(document.root)
}

/// A hint for the usual reason: templates and patterns begin with characters that YAML takes for
/// its own.
fn unquoted(bytes: &[u8], line: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    // The reader may notice on the line behind the one to blame.
    let lines = text.lines().skip(line.saturating_sub(2)).take(2);
    match lines.filter_map(suspect).last() {
        Some(c) => format!("; a text that begins with '{c}' needs quotes"),
        None => String::new(),
    }
}

/// The first character of a value that YAML does not take for text.
fn suspect(line: &str) -> Option<char> {
    line.char_indices().take(500).find_map(|(at, c)| {
        let before = &line[..at];
        let trimmed = before.trim_end();
        let begins =
            trimmed.ends_with(['[', '{', ',']) || trimmed.len() < before.len() && trimmed.ends_with(['-', ':']);
        let behind = line[at..].split_once('}').map(|(_, behind)| behind);
        let template = c == '{' && behind.is_some_and(|b| b.starts_with(['/', '-', '.', '_']));
        (begins && ("*!%@`".contains(c) || template)).then_some(c)
    })
}
