//! New elements of lists of which a selection takes only a part: a container without its image, a rule without its
//! expression. The plan is what was asked for; few readers expect such an element.

use std::collections::BTreeMap;

use super::change::{Change, Op, address};
use super::flatten::Config;
use promote_model::Key;

/// A place in a file: the document, in a file with several, and the key.
type Place = (Option<String>, Key);

/// A new element of a list, of which not all keys are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialElement {
    /// The address of the element.
    pub address: String,
    /// The number of keys that are taken.
    pub taken: usize,
    /// The number of keys that the source has.
    pub all: usize,
}

impl PartialElement {
    /// A sentence about it.
    pub fn words(&self, source: &str, target: &str) -> String {
        let Self { address, taken, all } = self;
        format!("{address} is new to {target} and gets {taken} of the {all} keys that it has in {source}")
    }
}

/// The keys that a source adds within elements of lists, before some of them are selected.
#[derive(Debug, Clone, Default)]
pub struct AddedElements(Vec<(Place, Vec<Key>)>);

impl AddedElements {
    /// The added keys among the changes of a file.
    pub fn of(changes: &[Change]) -> Self {
        let added = changes.iter().filter(|change| change.op == Op::Added);
        let found = added.map(|change| ((change.document.clone(), change.key.clone()), elements(&change.key)));
        Self(found.filter(|(_, elements)| !elements.is_empty()).collect())
    }

    /// The elements of which some keys are taken and others are not. `target` has the configs of the target's file; it is asked
    /// for only if an element is taken in part.
    pub fn partial(&self, taken: &[Change], target: impl FnOnce() -> Vec<Config>) -> Vec<PartialElement> {
        let mut counts: BTreeMap<Place, (usize, usize, &Change)> = BTreeMap::new();
        for change in taken.iter().filter(|change| change.op == Op::Added) {
            for element in elements(&change.key) {
                counts.entry((change.document.clone(), element)).or_insert((0, 0, change)).0 += 1;
            }
        }
        for ((document, _), elements) in &self.0 {
            for element in elements {
                if let Some(count) = counts.get_mut(&(document.clone(), element.clone())) {
                    count.1 += 1;
                }
            }
        }
        counts.retain(|_, (taken, all, _)| taken < all);
        if counts.is_empty() {
            return Vec::new();
        }
        for config in target() {
            for element in elements(&config.key) {
                counts.remove(&(config.document.clone(), element));
            }
        }
        // Of an element within a new element, the outer one says enough.
        let outer = |(document, key): &Place| {
            let above = counts.keys().filter(|(other, above)| other == document && above != key);
            !above.into_iter().any(|(_, above)| above.is_prefix_of(key))
        };
        let found = counts.iter().filter(|(place, _)| outer(place));
        let partial = |((document, key), (taken, all, change)): (&Place, &(usize, usize, &Change))| PartialElement {
            address: address(&change.file, document.as_deref(), key, change.kind),
            taken: *taken,
            all: *all,
        };
        found.map(partial).collect()
    }
}

/// The elements of lists that a key is in, the outermost first; not the key itself.
fn elements(key: &Key) -> Vec<Key> {
    let steps = key.steps();
    let inner = (1..steps.len()).filter(|end| steps[end - 1].is_of_a_list());
    inner.map(|end| Key::from(steps[..end].to_vec())).collect()
}
