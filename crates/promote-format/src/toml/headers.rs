//! The headers of a file: `[a.b]`, `[[c]]`.

use std::collections::HashMap;
use std::ops::Range;

use crate::{Data, Entry, Node};

/// A header.
pub(crate) struct Header<'a> {
    /// From the first `[` to the last `]`.
    pub(crate) span: Range<usize>,
    /// The table that it opens.
    pub(crate) table: &'a Node,
    /// The keys that lead to the table.
    pub(crate) path: Vec<&'a Entry>,
}

/// The headers of a file, each with its table and the keys that lead to it. Headers are on lines that are
/// neither values nor comments.
pub(crate) fn headers<'a>(
    text: &str,
    root: &'a Node,
    leaves: &[(&'a Node, Vec<&'a Entry>)],
) -> Option<Vec<Header<'a>>> {
    let mut found = Vec::new();
    let mut seen: HashMap<*const Node, usize> = HashMap::new();
    let mut names: HashMap<*const Node, HashMap<&str, &'a Entry>> = HashMap::new();
    let mut values = leaves.iter().peekable();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        let line = &text[at..end];
        if let Some((value, _)) = values.next_if(|(value, _)| value.span().start < end) {
            at = text[value.span().end..].find('\n').map_or(text.len(), |newline| value.span().end + newline + 1);
            continue;
        }
        let start = at + line.len() - line.trim_start_matches([' ', '\t']).len();
        at = end;
        if !text[start..end].starts_with('[') {
            continue;
        }
        let (keys, length) = header(&text[start..end])?;
        let opens = text[start..].starts_with("[[");
        let (mut node, mut path) = (root, Vec::new());
        for (depth, key) in keys.iter().enumerate() {
            let Data::Map(entries) = &node.data else { return None };
            let names = names.entry(std::ptr::from_ref(node));
            let names = names.or_insert_with(|| entries.iter().map(|entry| (entry.name.as_str(), entry)).collect());
            let entry = *names.get(key.as_str())?;
            path.push(entry);
            node = &entry.value;
            if let Data::List(items) = &node.data {
                let count = seen.entry(std::ptr::from_ref(node)).or_default();
                *count += usize::from(opens && depth + 1 == keys.len());
                node = items.get(count.checked_sub(1)?)?;
            }
        }
        found.push(Header { span: start..start + length, table: node, path });
    }
    Some(found)
}

/// The keys of the header that a line starts with, and its length.
fn header(line: &str) -> Option<(Vec<String>, usize)> {
    let brackets = if line.starts_with("[[") { 2 } else { 1 };
    let inside = &line[brackets..];
    let at = closing(inside)?;
    let keys = toml_edit::Key::parse(inside[..at].trim()).ok()?;
    Some((keys.iter().map(|key| key.get().to_owned()).collect(), brackets + at + brackets))
}

/// The first bracket outside of quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (byte, quote) {
            (b']', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'\\', Some(b'"')) => drop(bytes.next()),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_quotes_are_text() {
        let keys = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(header("[ a . \"b]\\\"\" ] # ]"), Some((keys(&["a", "b]\""]), 14)));
        assert_eq!(header("[[a.'b]'.c]]\r\n"), Some((keys(&["a", "b]", "c"]), 12)));
        assert_eq!(header("[a"), None);
    }
}
