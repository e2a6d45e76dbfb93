//! Aliases of YAML that an edit writes out, since their anchors hold other values in the target.

use std::collections::BTreeMap;

use super::change::{Change, Op};
use super::content::File;
use super::diff::FilePair;
use super::flatten::{ConfigRef, KeyRules};
use super::keys::Side;
use promote_format::{Origin, read_by};
use promote_model::Key;

/// The keys that an edit gives values of their own, by the anchor that they repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenOut {
    /// New keys, which repeat an anchor in the source.
    pub new: BTreeMap<String, Vec<Key>>,
    /// Keys of the target that keep their values although their anchor gets another one.
    pub kept: BTreeMap<String, Vec<Key>>,
}

/// The place of a key: document and key.
type Place = (Option<String>, Key);

/// Finds the keys that are written out in the edited file.
pub fn written_out(pair: &FilePair, wanted: &[&Change], after: &[u8], rules: &KeyRules) -> WrittenOut {
    let mut found = WrittenOut::default();
    let (Some(source), Some(target)) = (&pair.source, &pair.target) else { return found };
    let has_alias = |file: &File| file.parsed().is_some_and(|parsed| parsed.bytes.contains(&b'*'));
    let Some(own) = target.parsed().filter(|_| has_alias(source) || has_alias(target)) else { return found };
    let Ok(after) = read_by(own.rules, own.format, after.to_vec()) else { return found };
    let mut repeats = BTreeMap::new();
    pair.each_of(&after, Side::Target, None, rules, &mut |key| {
        repeats.insert(place(key), anchor(key).is_some());
    });
    let is_written_out = |place: &Place| repeats.get(place) == Some(&false);
    let added =
        |key: &ConfigRef<'_>| wanted.iter().any(|change| change.op == Op::Added && change.place() == key.place());
    let add = |into: &mut BTreeMap<String, Vec<Key>>, key: &ConfigRef<'_>| {
        if let Some(anchor) = anchor(key).filter(|_| is_written_out(&place(key))) {
            into.entry(anchor.to_owned()).or_default().push(key.key.clone());
        }
    };
    pair.for_each(Side::Source, rules, &mut |key| {
        if added(key) {
            add(&mut found.new, key);
        }
    });
    let is_wanted = |key: &ConfigRef<'_>| wanted.iter().any(|change| change.place() == key.place());
    pair.for_each(Side::Target, rules, &mut |key| {
        if anchor(key).is_some() && !is_wanted(key) {
            add(&mut found.kept, key);
        }
    });
    found
}

fn place(key: &ConfigRef<'_>) -> Place {
    (key.document.map(str::to_owned), key.key.clone())
}

/// The anchor that a value repeats.
fn anchor<'k>(key: &ConfigRef<'k>) -> Option<&'k str> {
    match key.node.origin() {
        Origin::Derived(anchor) => Some(anchor),
        _ => None,
    }
}
