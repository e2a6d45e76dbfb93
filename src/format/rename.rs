//! Entries of maps with other names: a copy of a file, as it would be if it were another environment's.
//!
//! The copy is only ever read from. Its text is changed where a key stands, in the spelling of that key,
//! and the comment above it, which speaks of the old name, is left out; the result is read again and must hold what the old file holds, but for these names. Where no
//! spelling gives that (a format that repeats the key elsewhere, say), the names are changed in the tree
//! alone: values are still found and taken from the text, and whoever would take the key from there, too,
//! is found out by the check of every edit.

use std::collections::HashMap;
use std::ops::Range;

use super::splice::{Splice, apply};
use super::{Data, Node, Parsed, read};

/// An entry of a map, and what it is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The bytes of its key.
    pub span: Range<usize>,
    /// What it is called.
    pub from: String,
    /// What it is to be called.
    pub to: String,
    /// Where the text before it ends, if lines of its own between there and here (its comment) go.
    pub behind: Option<usize>,
}

/// The file with other names.
pub fn renamed(file: &Parsed, renames: &[Rename]) -> Parsed {
    let names: HashMap<usize, &str> = renames.iter().map(|r| (r.span.start, r.to.as_str())).collect();
    let alike = |other: &Parsed| {
        let (old, new) = (&file.tree.documents, &other.tree.documents);
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(&old.root, &new.root, &names))
    };
    let comments: Vec<Splice> = renames.iter().flat_map(|rename| comment_lines(&file.bytes, rename)).collect();
    let spellings = [in_its_quotes, in_double_quotes].map(|spell| [(spell, comments.clone()), (spell, Vec::new())]);
    for (spell, comments) in spellings.into_iter().flatten() {
        let splice = |rename: &Rename| {
            let token = std::str::from_utf8(file.bytes.get(rename.span.clone())?).ok()?;
            Some(Splice::replace(rename.span.clone(), spell(token, rename)?))
        };
        let splices: Option<Vec<Splice>> = renames.iter().map(splice).collect();
        let bytes = splices.and_then(|splices| apply(&file.bytes, [splices, comments].concat()));
        if let Some(copy) = bytes.and_then(|bytes| read(file.format, bytes).ok()).filter(alike) {
            return copy;
        }
    }
    let mut copy = file.clone();
    copy.tree.documents.iter_mut().for_each(|document| rename(&mut document.root, &names));
    copy
}

/// The lines before an entry's own that are not blank.
fn comment_lines(bytes: &[u8], rename: &Rename) -> Vec<Splice> {
    let before = rename.behind.and_then(|behind| Some((behind, bytes.get(behind..rename.span.start)?)));
    let Some((behind, text)) = before else { return Vec::new() };
    let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| behind + at + 1);
    let ends: Vec<usize> = ends.collect();
    let lines = ends.windows(2).map(|pair| pair[0]..pair[1]);
    lines.filter(|line| !bytes[line.clone()].trim_ascii().is_empty()).map(Splice::cut).collect()
}

/// The new name as the old one is spelled: bare or in the same quotes.
fn in_its_quotes(token: &str, rename: &Rename) -> Option<String> {
    if token == rename.from {
        return Some(rename.to.clone());
    }
    let quote = token.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let plain = !rename.to.contains(['"', '\'', '\\']) && !rename.to.contains(char::is_control);
    plain.then(|| format!("{quote}{}{quote}", rename.to))
}

/// As JSON has it, and most formats besides.
fn in_double_quotes(_: &str, rename: &Rename) -> Option<String> {
    serde_json::to_string(&rename.to).ok()
}

/// Whether two nodes hold the same but for the names.
fn same(old: &Node, new: &Node, names: &HashMap<usize, &str>) -> bool {
    old.tag == new.tag
        && match (&old.data, &new.data) {
            (Data::Scalar(a), Data::Scalar(b)) => a == b,
            (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, names)),
            (Data::Map(a), Data::Map(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| {
                        let name = names.get(&a.name_span.start).copied().unwrap_or(&a.name);
                        name == b.name && same(&a.value, &b.value, names)
                    })
            }
            _ => false,
        }
}

fn rename(node: &mut Node, names: &HashMap<usize, &str>) {
    match &mut node.data {
        Data::Scalar(_) => {}
        Data::List(items) => items.iter_mut().for_each(|item| rename(item, names)),
        Data::Map(entries) => {
            for entry in entries {
                if let Some(name) = names.get(&entry.name_span.start) {
                    (*name).clone_into(&mut entry.name);
                }
                rename(&mut entry.value, names);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    fn behind(entries: &[crate::format::Entry], entry: &crate::format::Entry) -> Option<usize> {
        let before = entries.iter().take_while(|e| e.name != entry.name).last()?;
        Some(before.value.span.end)
    }

    fn copy(format: Format, text: &str, name: &str, to: &str) -> String {
        let file = read(format, text.as_bytes().to_vec()).unwrap();
        let Data::Map(entries) = &file.tree.documents[0].root.data else { panic!("{text}") };
        let entry = entries.iter().find(|e| e.name == name).unwrap();
        let rename = Rename {
            span: entry.name_span.clone(),
            from: name.to_owned(),
            to: to.to_owned(),
            behind: behind(entries, entry),
        };
        let copy = renamed(&file, &[rename]);
        let Data::Map(entries) = &copy.tree.documents[0].root.data else { panic!("{text}") };
        assert!(entries.iter().any(|e| e.name == to) && entries.iter().all(|e| e.name != name), "{text}");
        String::from_utf8(copy.bytes).unwrap()
    }

    #[test]
    fn a_key_keeps_its_quotes_and_gets_them_where_it_needs_them() {
        let yaml = |text: &str, to: &str| copy(Format::Yaml, text, "dev", to);
        assert_eq!(yaml("dev: {a: 1} # x\n", "prod"), "prod: {a: 1} # x\n");
        assert_eq!(yaml("'dev': 1\n", "prod"), "'prod': 1\n");
        assert_eq!(yaml("\"dev\": 1\n", "a'b"), "\"a'b\": 1\n");
        assert_eq!(yaml("dev: 1\n", "a: b"), "\"a: b\": 1\n");
        assert_eq!(yaml("dev: 1\n", "- x"), "\"- x\": 1\n");
        assert_eq!(copy(Format::Json, "{\"dev\": 1}", "dev", "a\"b\\"), "{\"a\\\"b\\\\\": 1}");
    }

    #[test]
    fn a_comment_speaks_of_the_old_name() {
        let text = "# settings\na: 1 # of a\n\n# dev is small\n  # very\ndev: 1 # dev\n";
        assert_eq!(copy(Format::Yaml, text, "dev", "prod"), "# settings\na: 1 # of a\n\nprod: 1 # dev\n");
    }

    #[test]
    fn a_file_that_cannot_be_spelled_anew_is_read_as_if_it_were() {
        // A second key of that name would be a mistake; the copy is for reading alone.
        assert_eq!(copy(Format::Json, "{\"dev\": 1, \"x\": 2}", "dev", "x2"), "{\"x2\": 1, \"x\": 2}");
    }
}
