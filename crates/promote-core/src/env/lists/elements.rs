//! How a list is read, what names its elements, and the element on the other side.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::element_name::ElementName;
use super::kinds::DocumentKinds;
use super::rules::SeenList;
use super::{ListKeys, ListView, ListWay};
use crate::env::flatten::{FileView, KeyRules};
use crate::env::keys::KeyPrefixes;
use promote_format::{Data, Finder, Node};
use promote_model::{Key, Pattern, Step};

/// How a list is read.
#[derive(Debug, Clone)]
pub(in crate::env) enum ListReading<'a> {
    /// As one key.
    Whole,
    /// Element by element, each by its name.
    Named(ElementName<'a>),
    /// By position; with another side beside it, only these elements: the others are equal.
    Positions(Option<BTreeSet<usize>>),
}

/// A list that is walked: its node, the same list on the other side, and what it is called.
pub(in crate::env) struct WalkedList<'n> {
    pub(in crate::env) node: &'n Node,
    pub(in crate::env) beside: Option<&'n Node>,
    /// The document's name that keys carry.
    pub(in crate::env) document: Option<&'n str>,
    /// All names of the document that patterns may use.
    pub(in crate::env) called: &'n [String],
    pub(in crate::env) kinds: DocumentKinds,
    /// Whether the list on the other side is no unit of its own, so that both sides cannot agree on positions.
    pub(in crate::env) is_apart: bool,
    pub(in crate::env) key: &'n Key,
}

/// The policy's rules about the lists of one file.
pub(in crate::env) struct FileLists<'a> {
    keys: &'a [String],
    by_path: Vec<&'a ListKeys>,
    sets: Vec<&'a Pattern>,
    secrets: Vec<&'a Pattern>,
    only: Option<&'a ListWay>,
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
            only: rules.only.as_ref(),
            spelled: view.keys,
            seen: view.seen,
            loose: view.loose,
        }
    }

    /// How a list is read, here and on the other side.
    pub(in crate::env) fn reading(&self, list: &WalkedList<'_>) -> ListReading<'a> {
        let Some(items) = elements(list.node) else { return ListReading::Whole };
        let others = list.beside.and_then(elements).unwrap_or_default();
        let serves = |name: &ElementName<'a>| match self.loose {
            true => items.iter().any(|item| name.of(item).is_some()),
            false => name.identifies(items) && name.identifies(others),
        };
        let named = |name: Option<ElementName<'a>>| name.map_or(ListReading::Whole, ListReading::Named);
        match self.seen.get(list.document, list.key) {
            Some(SeenList::Whole) => return ListReading::Whole,
            Some(SeenList::Fields(fields)) => return named(self.names_of(list, fields).find(serves)),
            Some(SeenList::Positions(changed)) => return positions(list, Some(changed)),
            None => {}
        }
        match self.only {
            Some(ListWay::Whole) => return ListReading::Whole,
            Some(ListWay::Field(field)) => return named(Some(ElementName::Field(field)).filter(serves)),
            Some(ListWay::Positions) => return positions(list, None),
            Some(ListWay::Named) | None => {}
        }
        let scalars = self.loose || matches!(items[0].data, Data::Scalar(_));
        let is_set = scalars && self.is_set(list.called, list.key);
        let set = is_set.then_some(ElementName::Field(""));
        let (fields, is_one_key) = self.candidates(list.called, list.key);
        let fields = fields.iter().map(|field| ElementName::Field(field));
        let kinds = list.kinds.names(list.key).filter(|_| !is_one_key);
        let mut names = set.into_iter().chain(fields).chain(kinds).filter(serves);
        let name = names.find(|name| !self.is_secret(list, name, items.iter().chain(others)));
        let may_be_in_order = self.only.is_none() && !is_set && !is_one_key && !self.loose && !list.is_apart;
        match name {
            None if may_be_in_order && list.beside.is_some() => positions(list, None),
            name => named(name),
        }
    }

    /// The names that use these fields.
    fn names_of(
        &self,
        list: &WalkedList<'_>,
        fields: &'a BTreeSet<String>,
    ) -> impl Iterator<Item = ElementName<'a>> + use<'a> {
        let alone = fields.first().filter(|_| fields.len() == 1).map(|field| ElementName::Field(field));
        // The change may be about the kind itself.
        let kinds = DocumentKinds::ALL.names(list.key);
        alone.into_iter().chain(kinds.filter(|name| fields.iter().all(|field| name.has_field(field))))
    }

    /// Whether the identifying value is a secret: then it must not become part of a key. A pattern may refer to an
    /// element by its position or by any identifying field.
    fn is_secret<'n>(
        &self,
        list: &WalkedList<'_>,
        name: &ElementName<'_>,
        mut items: impl Iterator<Item = &'n Node>,
    ) -> bool {
        let (called, key) = (list.called, list.key);
        let by: &[&str] = match name {
            ElementName::Field(field) => &[field],
            ElementName::FirstOf(fields) => fields,
        };
        if self.secrets.is_empty() {
            return false;
        }
        let hides = |step: Step| {
            let element = key.child(step);
            by.iter().any(|field| match *field {
                "" => self.hides(called, &element),
                field => self.hides(called, &element.child(Step::Name(field.to_owned()))),
            })
        };
        hides(Step::Index(0)) || {
            let known = self.candidates(called, key).0.iter().map(String::as_str);
            let fields: Vec<&str> = if by == [""] { vec![""] } else { known.chain(by.iter().copied()).collect() };
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

    /// The fields of `list-keys` for a list, and whether it says that the list is one key.
    fn candidates(&self, called: &[String], key: &Key) -> (&'a [String], bool) {
        if self.by_path.is_empty() {
            return (self.keys, false);
        }
        let key = self.spelled.spellings(key);
        let own =
            self.by_path.iter().find(|list| called.iter().any(|name| key.match_key_itself(&list.lists, Some(name))));
        own.map_or((self.keys, false), |list| (&list.fields, list.fields.is_empty()))
    }
}

/// The elements of a non-empty list.
fn elements(list: &Node) -> Option<&[Node]> {
    match &list.data {
        Data::List(items) if list.tag().is_none() && !items.is_empty() => Some(items),
        _ => None,
    }
}

/// A list that is read by position. Both sides must agree in all elements but those at `changed`; unless that is given, in all
/// but one.
fn positions<'a>(list: &WalkedList<'_>, changed: Option<&BTreeSet<usize>>) -> ListReading<'a> {
    let (Some(items), Some(beside)) = (elements(list.node), list.beside) else {
        return ListReading::Positions(None);
    };
    let Some(others) = elements(beside).filter(|others| others.len() == items.len()) else {
        return ListReading::Whole;
    };
    let mut differing = BTreeSet::new();
    for (at, (ours, theirs)) in items.iter().zip(others).enumerate() {
        if ours.is_same(theirs) {
            continue;
        }
        let may = changed.map_or(differing.is_empty(), |changed| changed.contains(&at));
        if !may || !is_of_one_type(ours, theirs) {
            return ListReading::Whole;
        }
        differing.insert(at);
    }
    match changed {
        Some(changed) => ListReading::Positions(Some(changed.clone())),
        // Equal lists are one key.
        None if differing.is_empty() => ListReading::Whole,
        None => ListReading::Positions(Some(differing)),
    }
}

/// Whether both are scalars, maps or lists without a tag. An empty map beside a filled one would be a key of its own, and an element cannot
/// be removed by its position.
fn is_of_one_type(a: &Node, b: &Node) -> bool {
    let tagged = a.tag().is_some() || b.tag().is_some();
    !tagged && std::mem::discriminant(&a.data) == std::mem::discriminant(&b.data) && a.is_empty() == b.is_empty()
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
    pub(in crate::env) fn element(&self, at: usize, step: &Step) -> Option<&'n Node> {
        let (node, Step::Element { field, value }) = (self.node?, step) else { return None };
        match &node.data {
            Data::List(items) => match items.get(at) {
                Some(item) if item.identified_by(field).is_some_and(|own| own == *value) => Some(item),
                _ => self.find(node, step),
            },
            _ => None,
        }
    }

    /// The element at a position.
    pub(in crate::env) fn nth(&self, at: usize) -> Option<&'n Node> {
        match &self.node?.data {
            Data::List(items) => items.get(at),
            _ => None,
        }
    }

    fn find(&self, node: &'n Node, step: &Step) -> Option<&'n Node> {
        node.nth(self.finder.get_or_init(|| Finder::new(node, usize::MAX)).find(step)?)
    }
}
