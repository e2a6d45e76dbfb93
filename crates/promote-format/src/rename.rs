//! A copy of a file with renamed keys: the file as it would look in another environment.
//!
//! The copy is only read. Each key is replaced in the text, in the notation of the old key, and the comment
//! above it is dropped, because it describes the old name. The result is parsed and must hold the same values
//! under the new names. If no notation achieves that, the names are changed in the tree alone: values are still
//! read from the text, and an edit that would copy the key from the text fails its check.

use std::collections::HashMap;
use std::ops::Range;

use super::splice::{Splice, apply};
use super::{Data, Node, Parsed, read};

/// A map entry to rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The byte range of its key.
    pub span: Range<usize>,
    /// The old name.
    pub from: String,
    /// The new name.
    pub to: String,
    /// Whether its comment is dropped.
    pub leaves_comment: bool,
    /// The end of the text before the entry, if known; the text after it is the entry's comment.
    pub behind: Option<usize>,
}

/// A copy of the file with the new names.
pub fn renamed(file: &Parsed, renames: &[Rename]) -> Parsed {
    let names: HashMap<usize, &str> = renames.iter().map(|r| (r.span.start, r.to.as_str())).collect();
    let alike = |other: &Parsed| {
        let (old, new) = (&file.tree.documents, &other.tree.documents);
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(&old.root, &new.root, &names))
    };
    let comments: Vec<Splice> =
        renames.iter().filter(|r| r.leaves_comment).flat_map(|rename| comment_lines(&file.bytes, rename)).collect();
    let repeated = repeats(file, renames);
    for spell in [in_its_quotes, in_double_quotes] {
        let splice = |(span, rename): (&Range<usize>, &Rename)| {
            let token = std::str::from_utf8(file.bytes.get(span.clone())?).ok()?;
            Some(Splice::replace(span.clone(), spell(token, rename)?))
        };
        let once: Option<Vec<Splice>> = renames.iter().map(|rename| splice((&rename.span, rename))).collect();
        let again: Option<Vec<Splice>> = repeated.iter().map(|(span, rename)| splice((span, rename))).collect();
        let (Some(once), Some(again)) = (once, again) else { continue };
        for extra in [comments.clone(), Vec::new(), [&again[..], &comments].concat(), again] {
            let bytes = apply(&file.bytes, [once.clone(), extra].concat());
            if let Some(copy) = bytes.and_then(|bytes| read(file.format, bytes).ok()).filter(alike) {
                return copy;
            }
        }
    }
    let mut copy = file.clone();
    copy.tree.documents.iter_mut().for_each(|document| rename(&mut document.root, &names));
    copy
}

/// Other occurrences of the renamed keys (`[env.staging.vars]` after `[env.staging]`), outside of values, other
/// keys and comments. The caller checks whether they are the same key.
fn repeats<'r>(file: &Parsed, renames: &'r [Rename]) -> Vec<(Range<usize>, &'r Rename)> {
    let mut taken = Vec::new();
    file.tree.documents.iter().for_each(|document| spans(&document.root, &mut taken));
    taken.sort_unstable_by_key(|span| span.start);
    let Ok(text) = std::str::from_utf8(&file.bytes) else { return Vec::new() };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut found = Vec::new();
    for rename in renames {
        let Some(token) = text.get(rename.span.clone()).filter(|token| !token.is_empty()) else { continue };
        for (at, _) in text.match_indices(token) {
            let (before, behind) = (&text[..at], &text[at + token.len()..]);
            let line = before.rsplit('\n').next().unwrap_or_default();
            let part = before.ends_with(is_word) || behind.starts_with(is_word);
            let first = taken.partition_point(|span| span.start <= at);
            let held = taken[..first].last().is_some_and(|span| span.end > at);
            if !part && !held && !line.contains('#') && !line.contains("//") {
                found.push((at..at + token.len(), rename));
            }
        }
    }
    found
}

/// The byte ranges of scalars and keys.
fn spans(node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.data {
        Data::Scalar(_) => found.push(node.span()),
        Data::List(items) => items.iter().for_each(|item| spans(item, found)),
        Data::Map(entries) => entries.iter().for_each(|entry| {
            found.push(entry.name_span());
            spans(&entry.value, found);
        }),
    }
}

/// The comment lines of an entry: non-blank lines between the text before it and its own line, and comment lines
/// directly above that line (which may be a header with more than this key).
fn comment_lines(bytes: &[u8], rename: &Rename) -> Vec<Splice> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(bytes[..rename.span.start].iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1))
        .collect();
    let lines = || starts.windows(2).map(|pair| pair[0]..pair[1]).rev();
    let text = |line: &Range<usize>| bytes[line.clone()].trim_ascii();
    let comment = |line: &Range<usize>| text(line).starts_with(b"#") || text(line).starts_with(b"//");
    let above = lines().take_while(comment);
    // A comment at the beginning of a file describes the file.
    let above =
        above.last().map_or(rename.span.start, |first| if first.start == 0 { rename.span.start } else { first.start });
    let between = rename.behind.unwrap_or(rename.span.start);
    let mine = |line: &Range<usize>| line.start >= above || line.start > between;
    lines().take_while(mine).filter(|line| !text(line).is_empty()).map(Splice::cut).collect()
}

/// The new name in the notation of the old one: bare or in the same quotes.
fn in_its_quotes(token: &str, rename: &Rename) -> Option<String> {
    if token == rename.from {
        return Some(rename.to.clone());
    }
    let quote = token.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let plain = !rename.to.contains(['"', '\'', '\\']) && !rename.to.contains(char::is_control);
    plain.then(|| format!("{quote}{}{quote}", rename.to))
}

/// The new name in double quotes, as in JSON and most other formats.
fn in_double_quotes(_: &str, rename: &Rename) -> Option<String> {
    serde_json::to_string(&rename.to).ok()
}

/// Whether two nodes hold the same values, under the new names.
fn same(old: &Node, new: &Node, names: &HashMap<usize, &str>) -> bool {
    old.tag() == new.tag()
        && match (&old.data, &new.data) {
            (Data::Scalar(a), Data::Scalar(b)) => a == b,
            (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, names)),
            (Data::Map(a), Data::Map(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| {
                        let name = names.get(&a.name_span().start).copied().unwrap_or(&a.name);
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
                if let Some(name) = names.get(&entry.name_span().start) {
                    entry.name = (*name).into();
                }
                rename(&mut entry.value, names);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn behind(entries: &[crate::Entry], entry: &crate::Entry) -> Option<usize> {
        let before = entries.iter().take_while(|e| e.name != entry.name).last()?;
        Some(before.value.span().end)
    }

    fn copy(format: Format, text: &str, name: &str, to: &str) -> String {
        let file = read(format, text.as_bytes().to_vec()).unwrap();
        let Data::Map(entries) = &file.tree.documents[0].root.data else { panic!("{text}") };
        let entry = entries.iter().find(|e| e.name == name).unwrap();
        let rename = Rename {
            span: entry.name_span(),
            from: name.to_owned(),
            to: to.to_owned(),
            leaves_comment: true,
            behind: behind(entries, entry),
        };
        let copy = renamed(&file, &[rename]);
        let Data::Map(entries) = &copy.tree.documents[0].root.data else { panic!("{text}") };
        assert!(entries.iter().any(|e| e.name == to) && entries.iter().all(|e| e.name != name), "{text}");
        String::from_utf8(copy.bytes).unwrap()
    }

    #[test]
    fn a_renamed_key_keeps_its_quotes_and_gets_them_if_needed() {
        let yaml = |text: &str, to: &str| copy(Format::Yaml, text, "dev", to);
        assert_eq!(yaml("dev: {a: 1} # x\n", "prod"), "prod: {a: 1} # x\n");
        assert_eq!(yaml("'dev': 1\n", "prod"), "'prod': 1\n");
        assert_eq!(yaml("\"dev\": 1\n", "a'b"), "\"a'b\": 1\n");
        assert_eq!(yaml("dev: 1\n", "a: b"), "\"a: b\": 1\n");
        assert_eq!(yaml("dev: 1\n", "- x"), "\"- x\": 1\n");
        assert_eq!(copy(Format::Json, "{\"dev\": 1}", "dev", "a\"b\\"), "{\"a\\\"b\\\\\": 1}");
    }

    #[test]
    fn the_comment_of_the_old_name_is_dropped() {
        let text = "# settings\na: 1 # of a\n\n# dev is small\n  # very\ndev: 1 # dev\n";
        assert_eq!(copy(Format::Yaml, text, "dev", "prod"), "# settings\na: 1 # of a\n\nprod: 1 # dev\n");
    }

    #[test]
    fn a_repeated_key_is_renamed_everywhere() {
        let text = "# dev\n[dev]\na = \"dev\"\n[dev.vars] # dev\ndev = 1\n[x]\ndev = 2\n";
        let copied = "# dev\n[prod]\na = \"dev\"\n[prod.vars] # dev\ndev = 1\n[x]\ndev = 2\n";
        assert_eq!(copy(Format::Toml, text, "dev", "prod"), copied);
        assert_eq!(copy(Format::Toml, "dev.a = 1\ndev.b = 2\n", "dev", "prod"), "prod.a = 1\nprod.b = 2\n");
    }

    #[test]
    fn names_are_changed_in_the_tree_if_the_text_cannot_be_changed() {
        // The copy may have a duplicate key, because it is only read.
        assert_eq!(copy(Format::Json, "{\"dev\": 1, \"x\": 2}", "dev", "x2"), "{\"x2\": 1, \"x\": 2}");
    }
}
