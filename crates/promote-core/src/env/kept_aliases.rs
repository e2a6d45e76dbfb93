//! Aliases of YAML that stay in new keys of the target (`--keep-aliases`): these keys repeat the target's anchor, and so
//! have the target's value, not the source's.
//!
//! ```text
//! source                         target                          target afterwards
//!
//! base: &base {timeout: 5s}      base: &base {timeout: 10s}      base: &base {timeout: 10s}
//! web: *base                                                     web: *base
//! ```
//!
//! The plan has the values that the keys get: here `web.timeout` is `10s`, and the change names the anchor. Where an alias
//! cannot stay, since the target has no such anchor before the new key, the source's value is written out as usual.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::aliases::KeyPlace;
use super::apply::{apply, with_aliases};
use super::change::{Change, Op};
use super::diff::FilePair;
use super::flatten::KeyRules;

impl FilePair {
    /// The changes with which aliases in new keys stay aliases, where that is possible.
    #[must_use]
    pub fn keeping_aliases(&self, changes: Vec<Change>, rules: &KeyRules) -> Vec<Change> {
        let added: HashSet<_> = changes.iter().filter(|c| c.op == Op::Added).map(Change::place).collect();
        let is_added = |(document, key): &KeyPlace| added.contains(&(document.as_deref(), key));
        let mut ours = self.aliases(rules);
        ours.retain(|_, keys| keys.iter().all(is_added));
        if ours.is_empty() || self.target.is_none() {
            return changes;
        }
        let Some(copy) = with_aliases(self, &changes.iter().collect::<Vec<_>>(), rules) else { return changes };
        let copy = Self { source: Some(Arc::new(copy)), ..self.clone() };
        let (there, new) = (copy.aliases(rules), copy.diff(rules, &[]).changes);
        let new: HashMap<_, &Change> = new.iter().map(|change| (change.place(), change)).collect();
        let old: HashMap<_, &Change> = changes.iter().map(|change| (change.place(), change)).collect();
        let (mut gone, mut come) = (HashSet::new(), HashMap::new());
        for (place, keys) in &ours {
            let Some(now) = there.get(place) else { continue };
            let of = |all: &HashMap<_, &Change>, keys: &[KeyPlace]| -> Vec<Change> {
                keys.iter()
                    .filter_map(|(document, key)| all.get(&(document.as_deref(), key)).copied().cloned())
                    .collect()
            };
            let (before, after) = (of(&old, keys), of(&new, now));
            let same = |change: &Change| before.iter().any(|old| old.key == change.key && old.has_new_value_of(change));
            if after.is_empty() || before.len() == after.len() && after.iter().all(same) {
                continue;
            }
            let repeating = |change| Change { anchor: Some(place.anchor.clone()), ..change };
            come.extend(keys.first().map(|first| (first.clone(), after.into_iter().map(repeating).collect())));
            gone.extend(keys.iter().cloned());
        }
        let mut kept: Vec<Change> = Vec::with_capacity(changes.len());
        for change in &changes {
            let place = (change.document.clone(), change.key.clone());
            kept.extend(come.remove(&place).into_iter().flat_map(|new: Vec<Change>| new));
            kept.extend((!gone.contains(&place)).then(|| change.clone()));
        }
        // What cannot be written like that is written out.
        match apply(self, &kept.iter().collect::<Vec<_>>(), false, rules) {
            Ok(_) => kept,
            Err(_) => changes,
        }
    }
}
