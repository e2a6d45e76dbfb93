//! Replacing a whole table by edits of its values, so that lines keep their positions and comments and only
//! differences are written.

use std::collections::HashMap;

use crate::find::KeyFinder;
use crate::{Data, Edit, Node, Parsed, Place};
use promote_model::{Key, Step};

use super::outline::is_inline;

/// The edits, with each replacement of a table by a map split into edits of its values.
pub(crate) fn expanded<'p>(target: &'p Parsed, source: &'p Parsed, edits: &[Edit]) -> Vec<Edit> {
    let mut out = Vec::with_capacity(edits.len());
    let text = std::str::from_utf8(&target.bytes).unwrap_or_default();
    let paths = |file: &'p Parsed| file.tree.documents.first().map(|document| KeyFinder::new(&document.root));
    let roots = (paths(target), paths(source));
    for edit in edits {
        if let (Edit::Set { at, from: 0 }, (Some(target), Some(source))) = (edit, &roots)
            && let (Some(ours), Some(theirs)) = (target.find(&at.key), source.find(&at.key))
        {
            take_apart(text, ours.node, theirs.node, &at.key, &mut out);
        } else {
            out.push(edit.clone());
        }
    }
    out
}

fn take_apart(text: &str, ours: &Node, theirs: &Node, key: &Key, out: &mut Vec<Edit>) {
    let set = || Edit::Set { at: Place { document: 0, key: key.clone() }, from: 0 };
    let (Data::Map(old), Data::Map(new)) = (&ours.data, &theirs.data) else { return out.push(set()) };
    if is_inline(text, ours) || new.is_empty() {
        return out.push(set());
    }
    if ours.value() == theirs.value() {
        return;
    }
    let child = |name: &str| key.child(Step::Name(name.to_owned()));
    let mut left: HashMap<&str, &Node> = old.iter().map(|entry| (entry.name.as_str(), &entry.value)).collect();
    for entry in new {
        let key = child(&entry.name);
        match left.remove(entry.name.as_str()) {
            Some(ours) => take_apart(text, ours, &entry.value, &key, out),
            None => out.push(Edit::Set { at: Place { document: 0, key }, from: 0 }),
        }
    }
    for entry in old.iter().filter(|entry| left.contains_key(entry.name.as_str())) {
        out.push(Edit::Remove { at: Place { document: 0, key: child(&entry.name) } });
    }
}
