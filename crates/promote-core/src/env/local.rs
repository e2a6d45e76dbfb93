//! The source's file rewritten with the target's key prefixes, for templates with `keys:`.
//!
//! ```text
//! source, for staging           the copy, for production
//!
//! environments:                 environments:
//!   dev: {replicas: 1}            staging: {replicas: 1}
//!   staging: {replicas: 2}        production: {replicas: 2}
//!   production: {replicas: 9}     dev: {replicas: 9}
//! ```
//!
//! Keys are swapped and nothing is removed, so that anchors, comments and formatting stay as they are. After that a
//! wanted change has the same key on both sides, and is edited as in any other file. The key before the source's gets
//! the source's name, so that an environment that is new to the target's file is inserted after the one it was promoted
//! from. The comment above the source's key is about the source, and is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::content::{File, FileContent};
use super::diff::FilePair;
use super::keys::{KeyPrefixes, PrefixWalk, Side};
use promote_format::{Data, Entry, Node, Parsed, Rename, dotted, renamed};
use promote_model::{ObjectId, Step};

impl FilePair {
    /// The pair as it is applied: both files use the target's prefixes, and keys outside of them count as well. A pair
    /// of whole files is returned as it is.
    pub(super) fn local(&self) -> Self {
        if self.keys.is_empty() {
            return self.clone();
        }
        let source = self.source.as_ref().map(|file| match file.parsed() {
            Some(parsed) if !self.keys.alike() => Arc::new(local_file(file, parsed, &self.keys)),
            _ => file.clone(),
        });
        Self { source, keys: self.keys.of_target().with_rest(), ..self.clone() }
    }
}

fn local_file(file: &File, parsed: &Parsed, keys: &KeyPrefixes) -> File {
    let mut renames = BTreeMap::new();
    let siblings = keys.prefixes.len() == 1;
    for document in &parsed.tree.documents {
        match &document.root.data {
            Data::Map(entries) if parsed.format.is_flat() => exchange_flat(entries, keys, &mut renames),
            _ => collect(&document.root, None, keys, (&keys.ways(), siblings), &mut renames),
        }
    }
    if renames.is_empty() {
        return file.clone();
    }
    let copy = renamed(parsed, &renames.into_values().collect::<Vec<_>>());
    let mut value = file.value.clone();
    // The repository has no blob of these bytes.
    value.blob = ObjectId::from_bytes([0; 20]);
    File { value, content: FileContent::Keyed(copy), ..file.clone() }
}

/// `key_end` is the end of the key of this map, if it has one.
fn collect(
    node: &Node,
    key_end: Option<usize>,
    keys: &KeyPrefixes,
    (ways, siblings): (&[PrefixWalk<'_>], bool),
    renames: &mut BTreeMap<usize, Rename>,
) {
    let Data::Map(entries) = &node.data else { return };
    let braces = entries.first().is_some_and(|first| node.span().start < first.name_span().start);
    let opens = if braces { Some(node.span().start) } else { key_end };
    for way in ways {
        if let (Some(Step::Name(from)), Some(Step::Name(to))) = (way.next(Side::Source), way.next(Side::Target))
            && from != to
        {
            exchange(entries, opens, (from, to), siblings, renames);
        }
    }
    for entry in entries {
        let next = keys.step(ways, Side::Source, &entry.name);
        if !next.is_empty() {
            collect(&entry.value, Some(entry.name_span().end), keys, (&next, siblings), renames);
        }
    }
}

/// The same for entries whose names are whole keys.
fn exchange_flat(entries: &[Entry], keys: &KeyPrefixes, renames: &mut BTreeMap<usize, Rename>) {
    let moved = |name: &str, from: Side, to: Side| {
        let key = keys.real(&keys.logical(&dotted::split(name), from)?.0, to)?;
        if let Some(Step::Name(name)) = dotted::joined(&key).last() { Some(name.clone()) } else { None }
    };
    let mut call = |entry: &Entry, to: String| {
        let (span, from) = (entry.name_span(), entry.name.to_string());
        if from != to {
            renames.insert(span.start, Rename { span, from, to, leaves_comment: false, behind: None });
        }
    };
    let ours: Vec<Option<String>> = entries.iter().map(|e| moved(&e.name, Side::Source, Side::Target)).collect();
    let theirs: Vec<Option<String>> = entries.iter().map(|e| moved(&e.name, Side::Target, Side::Source)).collect();
    for (entry, to) in
        entries.iter().zip(ours.iter().zip(&theirs)).filter_map(|(e, (a, b))| Some((e, a.as_ref().or(b.as_ref())?)))
    {
        call(entry, to.clone());
    }
    // As for a map: a new entry goes after the last line of the entry it comes from.
    if theirs.iter().any(Option::is_some) || keys.prefixes.len() > 1 {
        return;
    }
    for before in (0..entries.len()).filter(|at| ours[*at].is_none() && ours.get(at + 1).is_some_and(Option::is_some)) {
        let run = ours[before + 1..].iter().take_while(|name| name.is_some()).count();
        call(&entries[before], entries[before + run].name.to_string());
    }
}

/// Renames the entry `from` of a map to `to`. If `to` exists, the two entries swap names.
fn exchange(
    entries: &[Entry],
    opens: Option<usize>,
    (from, to): (&str, &str),
    siblings: bool,
    renames: &mut BTreeMap<usize, Rename>,
) {
    let mut call = |entry: &Entry, name: &str, leaves_comment: bool, behind: Option<usize>| {
        let (span, from, to) = (entry.name_span(), entry.name.to_string(), name.to_owned());
        renames.entry(span.start).or_insert(Rename { span, from, to, leaves_comment, behind });
    };
    let at = |name: &str| entries.iter().position(|entry| entry.name == name);
    let (ours, theirs) = (at(from), at(to));
    // Another prefix may lead through the preceding key, which must keep its name then.
    let before = ours.filter(|_| siblings).and_then(|ours| ours.checked_sub(1)).filter(|at| theirs != Some(*at));
    if let Some(ours) = ours {
        let end = |entry: &Entry| entry.name_span().end.max(entry.value.span().end);
        let behind = ours.checked_sub(1).map(|before| end(&entries[before])).or(opens);
        call(&entries[ours], to, true, behind);
    }
    if let Some(before) = before {
        call(&entries[before], from, false, None);
    }
    if let Some(theirs) = theirs {
        call(&entries[theirs], before.map_or(from, |before| entries[before].name.as_str()), false, None);
    }
}
