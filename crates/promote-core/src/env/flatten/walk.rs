//! Walking a file's tree to its keys.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::{Config, ConfigRef, FileView, KeyRules};
use crate::env::change::UnitKind;
use crate::env::documents::called;
use crate::env::keys::{KeyPrefixes, PrefixWalk, Side};
use crate::env::lists::{Counterpart, DocumentKinds, FileLists, ListReading, WalkedList};
use promote_format::{Data, Entry, Node, Parsed, Scalar, dotted};
use promote_model::{ConfigId, Key, Pattern, Step};

/// The keys of a file, in the file's order.
pub(crate) fn configs(parsed: &Parsed, view: FileView<'_>, rules: &KeyRules) -> Vec<Config> {
    let mut out = Vec::new();
    each(parsed, view, rules, &mut |found| out.push(found.config()));
    out
}

/// Calls `take` for each key of a file, in the file's order. A file may have a hundred thousand keys, and most commands
/// keep a few.
pub(crate) fn each(parsed: &Parsed, view: FileView<'_>, rules: &KeyRules, take: &mut dyn FnMut(&ConfigRef<'_>)) {
    let flags: Vec<&Pattern> = rules.flags.iter().filter(|p| p.matches_file(view.names)).collect();
    let lists = FileLists::of(rules, &view);
    let called = called(&parsed.tree, view.naming);
    let others = others(&view);
    let file: Arc<str> = view.names.first().copied().unwrap_or_default().into();
    for (index, (document, names)) in parsed.tree.documents.iter().zip(called).enumerate() {
        let carried = carried(&names, &view);
        let (other, theirs) = others.get(&carried).map_or((None, None), |(root, names)| (Some(*root), Some(names)));
        let (file, flags, lists) = (&file, flags.as_slice(), &lists);
        let at = At { keys: view.keys, end: view.end, prefix: None, other };
        let (path, apart) = (Key::root(), theirs != Some(&names));
        let kinds = DocumentKinds::of(view.names, &document.root);
        let kinds = other.map_or(kinds, |other| kinds.and(DocumentKinds::of(view.names, other)));
        let mut walk =
            Walk { file, document: carried, called: names, kinds, index, flags, lists, at, path, apart, take };
        match &document.root.data {
            Data::Map(entries) if parsed.format.is_flat() => walk.flat(entries, other),
            _ if !view.keys.is_empty() => walk.towards(&document.root, other, &view.keys.ways()),
            _ => walk.node(&document.root, other, None),
        }
    }
}

/// The name used in keys, of all names of a document.
fn carried(names: &[String], view: &FileView<'_>) -> Option<String> {
    names.first().filter(|_| view.naming.several).cloned()
}

/// The documents of the other side by the name used in keys, each with all its names.
fn others<'a>(view: &FileView<'a>) -> HashMap<Option<String>, (&'a Node, Vec<String>)> {
    let Some(other) = view.beside else { return HashMap::new() };
    let roots = other.tree.documents.iter().map(|document| &document.root);
    let names = called(&other.tree, view.naming).into_iter();
    roots.zip(names).map(|(root, names)| (carried(&names, view), (root, names))).collect()
}

struct Walk<'a, 't> {
    file: &'a Arc<str>,
    document: Option<String>,
    /// All names of the document, even if it is the only one and keys carry no name.
    called: Vec<String>,
    /// The kinds of the document, here and on the other side.
    kinds: DocumentKinds,
    index: usize,
    flags: &'a [&'a Pattern],
    lists: &'a FileLists<'a>,
    at: At<'a>,
    /// The key of the current node. One key is reused for the whole walk: a new key for every node took most of the
    /// time and memory.
    path: Key,
    /// Whether the node on the other side is not a unit of its own: it is inside a larger unit there, or patterns that
    /// name documents may treat it differently.
    apart: bool,
    take: &'t mut dyn FnMut(&ConfigRef<'_>),
}

/// The part of the file that is walked.
struct At<'a> {
    keys: &'a KeyPrefixes,
    end: Side,
    /// Below a prefix: the prefix as written in the file.
    prefix: Option<Key>,
    /// The same document on the other side.
    other: Option<&'a Node>,
}

impl<'a> At<'a> {
    /// The node on the other side at the end of a matched prefix.
    fn beside(&self, way: &PrefixWalk<'_>) -> Option<&'a Node> {
        let end = if self.end == Side::Source { Side::Target } else { Side::Source };
        self.other?.find(&self.keys.real(&way.logical, end)?)
    }
}

impl Walk<'_, '_> {
    /// Entries whose names are whole keys.
    fn flat(&mut self, entries: &[Entry], beside: Option<&Node>) {
        let beside = Counterpart::new(beside);
        for (at, entry) in entries.iter().enumerate() {
            let key = dotted::split(&entry.name);
            let Some((logical, prefix)) = self.at.keys.logical(&key, self.at.end) else {
                let all = self.at.keys.is_empty();
                if all || self.at.keys.has_rest() {
                    self.path = key;
                    self.node(&entry.value, beside.entry(at, &entry.name).filter(|_| all), None);
                }
                continue;
            };
            self.at.prefix = Some(Key::from(key.steps()[..prefix].to_vec()));
            self.path = logical;
            self.node(&entry.value, None, None);
            self.at.prefix = None;
        }
    }

    /// Walks down to the nodes below the prefixes.
    fn towards(&mut self, node: &Node, beside: Option<&Node>, ways: &[PrefixWalk<'_>]) {
        if let Some(way) = ways.iter().find(|way| way.arrived()) {
            let real = std::mem::replace(&mut self.path, way.logical.clone());
            self.at.prefix = Some(real.clone());
            self.node(node, self.at.beside(way), None);
            (self.path, self.at.prefix) = (real, None);
            return;
        }
        let rest = self.at.keys.has_rest();
        match &node.data {
            _ if ways.is_empty() => self.node(node, beside, None),
            Data::Map(entries) if node.tag().is_none() && !entries.is_empty() => {
                let beside = Counterpart::new(beside);
                for (at, Entry { name, value, .. }) in entries.iter().enumerate() {
                    let next = self.at.keys.step(ways, self.at.end, name);
                    if rest || !next.is_empty() {
                        self.below(Step::Name(name.to_string()), |walk| {
                            walk.towards(value, beside.entry(at, name), &next)
                        });
                    }
                }
            }
            _ if rest => self.node(node, beside, None),
            _ => {}
        }
    }

    fn below(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }

    fn node(&mut self, node: &Node, beside: Option<&Node>, identity: Option<&str>) {
        if !self.path.is_root() && !self.flags.is_empty() {
            let key_texts = self.at.keys.spellings(&self.path);
            if self.flags.iter().any(|p| key_texts.match_called(p, &self.called)) {
                return self.found(node, beside, UnitKind::Flag);
            }
        }
        match &node.data {
            Data::Map(entries) if node.tag().is_none() && !entries.is_empty() => {
                // The identifying field of an element is its name and not one of its keys, unless it is the only field.
                if identity.is_some() && entries.len() == 1 {
                    return self.found(node, beside, UnitKind::Config);
                }
                let apart = self.apart;
                self.apart |= beside.is_some_and(|other| other.tag().is_some());
                let beside = Counterpart::new(beside);
                for (at, Entry { name, value, .. }) in entries.iter().enumerate() {
                    if Some(name.as_str()) != identity {
                        let beside = beside.entry(at, name);
                        self.below(Step::Name(name.to_string()), |walk| walk.node(value, beside, None));
                    }
                }
                self.apart = apart;
            }
            // An empty document has no keys: else its last key could not be removed alone.
            _ if self.path.is_root() && holds_nothing(node) => {}
            Data::List(items) => self.list(node, items, beside),
            _ => self.found(node, beside, UnitKind::Config),
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], beside: Option<&Node>) {
        let reading = self.lists.reading(&WalkedList {
            node,
            beside,
            document: self.document.as_deref(),
            called: &self.called,
            kinds: self.kinds,
            is_apart: self.apart || beside.is_some_and(|other| other.tag().is_some()),
            key: &self.path,
        });
        if let ListReading::Whole = reading {
            return self.found(node, beside, UnitKind::Config);
        }
        let apart = self.apart;
        self.apart |= beside.is_some_and(|other| other.tag().is_some());
        let beside = Counterpart::new(beside);
        for (at, item) in items.iter().enumerate() {
            match &reading {
                ListReading::Named(name) => {
                    let Some((field, value)) = name.of(item) else { continue };
                    let step = Step::Element { field: field.to_owned(), value: value.into_owned() };
                    let beside = beside.element(at, &step);
                    self.below(step, |walk| walk.node(item, beside, Some(field)));
                }
                ListReading::Positions(Some(differing)) if !differing.contains(&at) => {}
                _ => self.below(Step::Index(at), |walk| walk.node(item, beside.nth(at), None)),
            }
        }
        self.apart = apart;
    }

    fn found(&mut self, node: &Node, beside: Option<&Node>, kind: UnitKind) {
        let declared = (kind == UnitKind::Flag).then(|| self.declared_id(node)).flatten();
        (self.take)(&ConfigRef {
            declared,
            kind,
            index: self.index,
            document: self.document.as_deref(),
            key: &self.path,
            node,
            twin: beside.filter(|_| !self.apart),
            prefix: self.at.prefix.as_ref(),
            file: self.file,
        });
    }

    /// A flag's own `id` or `uuid`, if it is a UUID and not a secret.
    fn declared_id(&self, node: &Node) -> Option<ConfigId> {
        let field = |name: &str| {
            let id = node.identity(name)?.parse::<Uuid>().ok()?;
            let key = self.path.child(Step::Name(name.to_owned()));
            (!self.lists.hides(&self.called, &key)).then_some(id)
        };
        field("id").or_else(|| field("uuid")).map(ConfigId::declared)
    }
}

/// Whether a document's root is null, an empty map or an empty list.
pub(crate) fn holds_nothing(root: &Node) -> bool {
    root.tag().is_none() && (root.is_empty() && !matches!(&root.data, Data::Scalar(value) if *value != Scalar::Null))
}
