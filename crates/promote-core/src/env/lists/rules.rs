//! The policy's rules about lists, and how given changes read them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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
    /// The only way in which lists are read, where it is asked what a list would be in that way.
    pub only: Option<ListWay>,
}

/// A way to read lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListWay {
    /// Each list is one key.
    Whole,
    /// By the names of elements; a list without names is one key.
    Named,
    /// By this field alone.
    Field(String),
    /// By position.
    Positions,
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
        format!("{:?}", (&self.keys, by_path, sets, &self.only))
    }
}

/// How given changes read the lists.
#[derive(Debug, Clone, Default)]
pub struct ListView(BTreeMap<(Option<String>, Key), SeenList>);

/// How given changes read one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SeenList {
    /// As one key.
    Whole,
    /// By these fields.
    Fields(BTreeSet<String>),
    /// By position; the changes are about these.
    Positions(BTreeSet<usize>),
}

impl ListView {
    /// The way these changes read the lists.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut seen = Self::default();
        changes.into_iter().for_each(|change| seen.add(change.document.as_deref(), &change.key, change.is_list()));
        seen
    }

    /// The way these keys read the lists: the document, the key, and whether it is a list.
    pub fn of_keys<'k>(keys: impl IntoIterator<Item = (Option<&'k str>, &'k Key, bool)>) -> Self {
        let mut seen = Self::default();
        keys.into_iter().for_each(|(document, key, is_list)| seen.add(document, key, is_list));
        seen
    }

    fn add(&mut self, document: Option<&str>, key: &Key, is_list: bool) {
        let steps = key.steps();
        for (at, step) in steps.iter().enumerate() {
            let list = || (document.map(str::to_owned), Key::from(steps[..at].to_vec()));
            match step {
                Step::Element { field, .. } => add_field(self.0.entry(list()), field),
                Step::Index(index) => add_position(self.0.entry(list()), *index),
                _ => {}
            }
        }
        if is_list {
            self.0.entry((document.map(str::to_owned), key.clone())).or_insert(SeenList::Whole);
        }
    }

    /// Reads these lists as one key each.
    pub(crate) fn whole(lists: impl IntoIterator<Item = (Option<String>, Key)>) -> Self {
        Self(lists.into_iter().map(|list| (list, SeenList::Whole)).collect())
    }

    pub(super) fn get(&self, document: Option<&str>, key: &Key) -> Option<&SeenList> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(document.map(str::to_owned), key.clone()))
    }
}

type SeenEntry<'e> = Entry<'e, (Option<String>, Key), SeenList>;

fn add_field(entry: SeenEntry<'_>, field: &str) {
    match entry.or_insert(SeenList::Whole) {
        SeenList::Fields(fields) => _ = fields.insert(field.to_owned()),
        other => *other = SeenList::Fields(BTreeSet::from([field.to_owned()])),
    }
}

fn add_position(entry: SeenEntry<'_>, index: usize) {
    match entry.or_insert(SeenList::Whole) {
        SeenList::Positions(positions) => _ = positions.insert(index),
        SeenList::Fields(_) => {}
        whole @ SeenList::Whole => *whole = SeenList::Positions(BTreeSet::from([index])),
    }
}
