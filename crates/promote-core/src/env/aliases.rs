//! Aliases and merge keys of YAML, and the keys that come from them.

use std::collections::{BTreeMap, HashSet};

use super::change::Change;
use super::diff::FilePair;
use super::flatten::KeyRules;
use super::keys::Side;
use promote_format::{Data, Node, Origin, Parsed};
use promote_model::{Key, Step};

/// A document and a key.
pub(super) type KeyPlace = (Option<String>, Key);

/// An alias, or a map with a merge key, and its anchor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AliasPlace {
    pub(super) document: Option<String>,
    pub(super) key: Key,
    pub(super) anchor: String,
}

impl FilePair {
    /// The keys of the source that must be asked for, so that the aliases of these changes stay.
    pub(super) fn behind_kept_aliases(&self, wanted: &[&Change], rules: &KeyRules) -> Vec<KeyPlace> {
        let aliases = self.aliases(rules);
        let of_change = |change: &&Change| {
            let anchor = change.anchor.as_ref()?;
            let holds = |place: &AliasPlace| {
                place.anchor == *anchor && place.document == change.document && place.key.is_prefix_of(&change.key)
            };
            aliases.keys().filter(|place| holds(place)).max_by_key(|place| place.key.steps().len())
        };
        let places: HashSet<&AliasPlace> = wanted.iter().filter_map(of_change).collect();
        aliases.iter().filter(|(place, _)| places.contains(place)).flat_map(|(_, keys)| keys.iter().cloned()).collect()
    }

    /// The aliases of the source, each with the keys that come from it.
    pub(super) fn aliases(&self, rules: &KeyRules) -> BTreeMap<AliasPlace, Vec<KeyPlace>> {
        let mut found: BTreeMap<AliasPlace, Vec<KeyPlace>> = BTreeMap::new();
        let Some(parsed) = self.source.as_deref().and_then(|file| file.parsed()) else { return found };
        // Keys below prefixes have other names in the target.
        if !self.keys.is_empty() || !parsed.bytes.contains(&b'*') {
            return found;
        }
        self.for_each(Side::Source, rules, &mut |key| {
            let Origin::Derived(anchor) = key.node.origin() else { return };
            let document = key.document.map(str::to_owned);
            let root = parsed.tree.documents.get(key.index).map(|document| &document.root);
            if let Some(place) = root.and_then(|root| alias_above(parsed, root, key.key)) {
                let place = AliasPlace { document: document.clone(), key: place, anchor: anchor.clone() };
                found.entry(place).or_default().push((document, key.key.clone()));
            }
        });
        found
    }
}

/// The key of the alias, or of the map with the merge key, from which a key comes.
fn alias_above(file: &Parsed, root: &Node, key: &Key) -> Option<Key> {
    let mut node = root;
    for (at, step) in key.steps().iter().enumerate() {
        let child = node.child(step)?;
        if matches!(child.origin(), Origin::Derived(_)) {
            let depth = if is_written_in(file, node, step) { at + 1 } else { at };
            return Some(Key::from(key.steps()[..depth].to_vec()));
        }
        node = child;
    }
    None
}

/// Whether an entry of a map is written there, and does not come from a merge key. An element of a list always is.
fn is_written_in(file: &Parsed, node: &Node, step: &Step) -> bool {
    let (Data::Map(entries), Step::Name(name)) = (&node.data, step) else { return true };
    let entry = entries.iter().find(|entry| entry.name == **name);
    entry.is_none_or(|entry| !entry.is_merged_in(&file.bytes))
}
