//! The field that identifies the elements of a list, and the element on the other side.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::{ListKeys, ListView};
use crate::env::flatten::{FileView, KeyRules};
use crate::env::keys::KeyPrefixes;
use promote_format::{Data, Finder, Node};
use promote_model::{Key, Pattern, Step};

/// The policy's rules about the lists of one file.
pub(in crate::env) struct FileLists<'a> {
    keys: &'a [String],
    by_path: Vec<&'a ListKeys>,
    sets: Vec<&'a Pattern>,
    secrets: Vec<&'a Pattern>,
    spelled: &'a KeyPrefixes,
    seen: &'a ListView,
    loose: bool,
}

impl<'a> FileLists<'a> {
    /// The rules that apply to a file.
    pub(in crate::env) fn of(rules: &'a KeyRules, view: &FileView<'a>) -> Self {
        let KeyRules { lists: rules, secrets, .. } = rules;
        Self {
            secrets: secrets.iter().filter(|pattern| pattern.matches_file(view.names)).collect(),
            keys: &rules.keys,
            by_path: rules.by_path.iter().filter(|list| list.lists.matches_file(view.names)).collect(),
            sets: rules.sets.iter().filter(|pattern| pattern.matches_file(view.names)).collect(),
            spelled: view.keys,
            seen: view.seen,
            loose: view.loose,
        }
    }

    /// The field that identifies the elements of the list at `key`, here and in `beside`; empty for a set, `None` if
    /// the list is one key. `document` is the name used in keys, `called` are all names that patterns may use.
    pub(in crate::env) fn field(
        &self,
        list: &Node,
        beside: Option<&Node>,
        (document, called): (Option<&str>, &[String]),
        key: &Key,
    ) -> Option<&'a str> {
        let items = elements(list)?;
        let others = beside.and_then(elements).unwrap_or_default();
        let serves = |field: &&str| match self.loose {
            true => items.iter().any(|item| item.identified_by(field).is_some()),
            false => identifies(items, field) && identifies(others, field),
        };
        if let Some(field) = self.seen.get(document, key) {
            return field.filter(serves);
        }
        let scalars = self.loose || matches!(items[0].data, Data::Scalar(_));
        let set = (scalars && self.is_set(called, key)).then_some("");
        let fields = set.into_iter().chain(self.candidates(called, key).iter().map(String::as_str));
        fields.filter(serves).find(|field| !self.is_secret(called, key, field, items.iter().chain(others)))
    }

    /// Whether the identifying value is a secret: then it must not become part of a key. A pattern may refer to an
    /// element by its position or by any identifying field.
    fn is_secret<'n>(
        &self,
        called: &[String],
        key: &Key,
        field: &str,
        mut items: impl Iterator<Item = &'n Node>,
    ) -> bool {
        if self.secrets.is_empty() {
            return false;
        }
        let hides = |step: Step| {
            let element = key.child(step);
            let value = if field.is_empty() { element } else { element.child(Step::Name(field.to_owned())) };
            self.hides(called, &value)
        };
        hides(Step::Index(0)) || {
            let fields: Vec<&str> = if field.is_empty() {
                vec![""]
            } else {
                self.candidates(called, key).iter().map(String::as_str).collect()
            };
            let element = |item: &'n Node, field: &str| {
                item.identity(field).map(|value| Step::Element { field: field.to_owned(), value })
            };
            items.any(|item| fields.iter().filter_map(|field| element(item, field)).any(&hides))
        }
    }

    /// Whether the value at a key is a secret.
    pub(in crate::env) fn hides(&self, called: &[String], key: &Key) -> bool {
        !self.secrets.is_empty() && {
            let key = self.spelled.spellings(key);
            self.secrets.iter().any(|pattern| key.match_called(pattern, called))
        }
    }

    fn is_set(&self, called: &[String], key: &Key) -> bool {
        !self.sets.is_empty() && {
            let key = self.spelled.spellings(key);
            self.sets.iter().any(|pattern| key.match_called(pattern, called))
        }
    }

    fn candidates(&self, called: &[String], key: &Key) -> &'a [String] {
        if self.by_path.is_empty() {
            return self.keys;
        }
        let key = self.spelled.spellings(key);
        let own =
            self.by_path.iter().find(|list| called.iter().any(|name| key.match_key_itself(&list.lists, Some(name))));
        own.map_or(self.keys, |list| &list.fields)
    }
}

/// The elements of a non-empty list.
fn elements(list: &Node) -> Option<&[Node]> {
    match &list.data {
        Data::List(items) if list.tag().is_none() && !items.is_empty() => Some(items),
        _ => None,
    }
}

/// Whether every element has this field, with a unique value; without a field, whether all elements are
/// different scalars.
fn identifies(items: &[Node], field: &str) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| item.tag().is_none() && item.identified_by(field).is_some_and(|value| seen.insert(value)))
}

/// The map or list at the same key on the other side.
pub(in crate::env) struct Counterpart<'n> {
    node: Option<&'n Node>,
    finder: OnceCell<Finder<'n>>,
}

impl<'n> Counterpart<'n> {
    pub(in crate::env) fn new(node: Option<&'n Node>) -> Self {
        Self { node, finder: OnceCell::new() }
    }

    /// The entry of a name; usually at the same position on both sides.
    pub(in crate::env) fn entry(&self, at: usize, name: &str) -> Option<&'n Node> {
        let node = self.node?;
        match &node.data {
            Data::Map(entries) => match entries.get(at) {
                Some(entry) if entry.name == name => Some(&entry.value),
                _ => self.find(node, &Step::Name(name.to_owned())),
            },
            _ => None,
        }
    }

    /// The element of a step.
    pub(in crate::env) fn element(&self, at: usize, field: &str, step: &Step) -> Option<&'n Node> {
        let (node, Step::Element { value, .. }) = (self.node?, step) else { return None };
        match &node.data {
            Data::List(items) => match items.get(at) {
                Some(item) if item.identified_by(field) == Some(value) => Some(item),
                _ => self.find(node, step),
            },
            _ => None,
        }
    }

    fn find(&self, node: &'n Node, step: &Step) -> Option<&'n Node> {
        node.nth(self.finder.get_or_init(|| Finder::new(node, usize::MAX)).find(step)?)
    }
}
