//! The model of the laws: the leaves that a file must have after edits, computed on leaves alone.

use std::collections::BTreeMap;

use super::changes::configs;
use crate::{Data, Edit, Node, Scalar};
use promote_model::{Key, Step, Value};

/// The expected leaves of the target: the model, on leaves alone.
pub(crate) fn expected(target: &Node, source: &Node, edits: &[Edit]) -> BTreeMap<Key, Value> {
    let mut now = configs(target);
    for edit in edits {
        if let Edit::Remove { at } = edit {
            now.retain(|key, _| !at.key.is_prefix_of(key));
        }
    }
    for edit in edits {
        let Edit::Set { at, .. } = edit else { continue };
        // Nulls and empty maps and lists on the way are replaced.
        now.retain(|key, _| !at.key.is_prefix_of(key) && !key.is_prefix_of(&at.key));
        now.extend(configs(source).into_iter().filter(|(key, _)| at.key.is_prefix_of(key)));
        for (i, step) in at.key.steps().iter().enumerate() {
            if let Step::Element { field, value } = step {
                let name = Key::from(at.key.steps()[..=i].to_vec()).child(Step::Name(field.clone()));
                now.insert(name, Value::String(value.clone()));
            }
        }
    }
    drop_bare_elements(&mut now, &configs(target), edits);
    now
}

/// Removes list elements of which only the identifying field is left after a removal.
fn drop_bare_elements(now: &mut BTreeMap<Key, Value>, before: &BTreeMap<Key, Value>, edits: &[Edit]) {
    let below = |configs: &BTreeMap<Key, Value>, key: &Key| configs.keys().filter(|k| key.is_prefix_of(k)).count();
    for edit in edits {
        let Edit::Remove { at } = edit else { continue };
        for depth in (1..at.key.steps().len()).rev() {
            let element = Key::from(at.key.steps()[..depth].to_vec());
            let set = |e: &Edit| matches!(e, Edit::Set { at, .. } if element.is_prefix_of(&at.key));
            let Some(Step::Element { field, .. }) = element.last() else { continue };
            let name = element.child(Step::Name(field.clone()));
            if below(now, &element) == 1 && below(before, &element) > 1 && !edits.iter().any(set) {
                now.remove(&name);
            }
        }
    }
}

/// Whether a scalar of the target prevents a set, so that the edit is refused.
pub(crate) fn blocked(target: &Node, edits: &[Edit]) -> bool {
    edits.iter().any(|edit| {
        let Edit::Set { at, .. } = edit else { return false };
        let above = (0..at.key.steps().len()).map(|n| Key::from(at.key.steps()[..n].to_vec()));
        let removed = |key: &Key| edits.iter().any(|e| matches!(e, Edit::Remove { at } if at.key == *key));
        above.into_iter().any(|key| {
            let step = &at.key.steps()[key.steps().len()];
            let fits = |node: &Node| match (&node.data, step) {
                (Data::Scalar(value), _) => *value == Scalar::Null,
                (Data::Map(entries), step) => matches!(step, Step::Name(_)) || entries.is_empty(),
                (Data::List(items), step) => !matches!(step, Step::Name(_)) || items.is_empty(),
            };
            target.find(&key).is_some_and(|node| !fits(node)) && !removed(&key)
        })
    })
}

pub(crate) fn chosen(all: Vec<Edit>, mask: u64) -> Vec<Edit> {
    all.into_iter().enumerate().filter(|(i, _)| mask >> (i % 64) & 1 == 1).map(|(_, edit)| edit).collect()
}
