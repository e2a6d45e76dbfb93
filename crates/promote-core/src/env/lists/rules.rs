//! What the policy says about lists.

use std::collections::HashMap;

use crate::env::change::Change;
use promote_model::{Key, Pattern, Step};

/// What the policy says about lists.
#[derive(Debug, Clone, Default)]
pub struct ListRules {
    /// What identifies an element of a list of maps, the best first.
    pub keys: Vec<String>,
    /// Lists with candidates of their own; the first pattern that matches a list's own key counts.
    pub by_path: Vec<ListKeys>,
    /// Lists of scalars that are merged element by element.
    pub sets: Vec<Pattern>,
}

/// What identifies the elements of some lists.
#[derive(Debug, Clone)]
pub struct ListKeys {
    /// The lists.
    pub lists: Pattern,
    /// The candidates, the best first; none where the list is one config.
    pub fields: Vec<String>,
}

impl ListRules {
    /// All that they say, as text: what a count of configs depends on.
    pub(crate) fn text(&self) -> String {
        let by_path: Vec<_> = self.by_path.iter().map(|list| (list.lists.text(), &list.fields)).collect();
        let sets: Vec<_> = self.sets.iter().map(Pattern::text).collect();
        format!("{:?}", (&self.keys, by_path, sets))
    }
}

/// How the lists are seen that some changes speak of: by which field, or as one config.
#[derive(Debug, Clone, Default)]
pub struct ListView(HashMap<(Option<String>, Key), Option<String>>);

impl ListView {
    /// As these changes see them.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut seen = HashMap::new();
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
