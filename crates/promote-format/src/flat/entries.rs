//! The tree of a flat file, and its entries.

use crate::{Data, Document, Entry, Node, Tree};

/// The tree of a file of `length` bytes with these entries; without entries it has no document.
pub(crate) fn tree(entries: Vec<Entry>, length: usize) -> Tree {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Tree { documents: Vec::new() } };
    let span = first.name_span().start..last.value.span().end;
    let root = Node::new(span, Data::Map(entries.into()));
    Tree { documents: vec![Document { root, span: 0..length }] }
}

/// The entries of a file.
pub(crate) fn entries(tree: &Tree) -> &[Entry] {
    match tree.documents.first().map(|document| &document.root.data) {
        Some(Data::Map(entries)) => entries,
        _ => &[],
    }
}

/// The first pair of entries with the same name.
pub(crate) fn twice(entries: &[Entry]) -> Option<(&Entry, &Entry)> {
    let mut seen = std::collections::HashMap::with_capacity(entries.len());
    entries.iter().find_map(|entry| Some((seen.insert(entry.name.as_str(), entry)?, entry)))
}
