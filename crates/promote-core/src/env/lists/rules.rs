//! The policy's rules about lists, and how given changes read them.

use std::collections::BTreeMap;

use crate::env::change::Change;
use promote_model::{Key, Pattern, Step};

/// The policy's rules about lists.
#[derive(Debug, Clone, Default)]
pub struct ListRules {
    /// The fields that may identify an element of a list of maps, in order of preference.
    pub keys: Vec<String>,
    /// Lists with fields of their own; the first pattern that matches the list's key applies.
    pub by_path: Vec<ListKeys>,
    /// Lists of scalars that are merged element by element.
    pub sets: Vec<Pattern>,
}

/// The identifying fields of some lists.
#[derive(Debug, Clone)]
pub struct ListKeys {
    /// The pattern of the lists.
    pub lists: Pattern,
    /// The fields, in order of preference; empty if these lists are one key.
    pub fields: Vec<String>,
}

impl ListRules {
    /// All rules as text, for cache keys.
    pub(crate) fn text(&self) -> String {
        let by_path: Vec<_> = self.by_path.iter().map(|list| (list.lists.text(), &list.fields)).collect();
        let sets: Vec<_> = self.sets.iter().map(Pattern::text).collect();
        format!("{:?}", (&self.keys, by_path, sets))
    }
}

/// How given changes read the lists: the identifying field, or `None` for one key.
#[derive(Debug, Clone, Default)]
pub struct ListView(BTreeMap<(Option<String>, Key), Option<String>>);

impl ListView {
    /// The way these changes read the lists.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut seen = BTreeMap::new();
        for change in changes {
            let steps = change.key.steps();
            for (at, step) in steps.iter().enumerate() {
                if let Step::Element { field, .. } = step {
                    let list = (change.document.clone(), Key::from(steps[..at].to_vec()));
                    seen.insert(list, Some(field.clone()));
                }
            }
            if change.is_list() {
                seen.entry((change.document.clone(), change.key.clone())).or_insert(None);
            }
        }
        Self(seen)
    }

    pub(super) fn get(&self, document: Option<&str>, key: &Key) -> Option<Option<&str>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(document.map(str::to_owned), key.clone())).map(Option::as_deref)
    }
}
