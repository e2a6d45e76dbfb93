//! From a file's tree to its configs: what one unit is, and what it is called.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::change::Kind;
use super::documents::{Naming, document_names};
use super::keys::{End, Keys, Way};
use super::lists::{Beside, ListRules, Lists, Seen};
use crate::format::{Data, Entry, Node, Parsed, dotted};
use crate::model::{ConfigId, Key, Pattern, Step, Value};

/// What the policy says about units.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Keys that are one flag each.
    pub flags: Vec<Pattern>,
    /// How lists are seen.
    pub lists: ListRules,
}

/// How a file is looked at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The ways to name it, the logical one first.
    pub names: &'a [&'a str],
    /// How the documents are called.
    pub naming: &'a Naming,
    /// Which part of it is configuration.
    pub keys: &'a Keys,
    /// On which side it stands.
    pub end: End,
    /// What stands on the other side: both must see a list alike.
    pub beside: Option<&'a Parsed>,
    /// How the lists are seen that the changes in play speak of.
    pub seen: &'a Seen,
    /// Whether a list that is one config is looked into all the same, as far as its elements have names:
    /// nothing can be promoted by such keys, but own keys among them can be seen.
    pub loose: bool,
}

/// One config of a file.
#[derive(Debug, Clone)]
pub struct Config {
    /// The unit.
    pub kind: Kind,
    /// The document's position in the file, from 0.
    pub index: usize,
    /// The document's name, where the file has several.
    pub document: Option<String>,
    /// The key, as people are shown it.
    pub key: Key,
    /// The key that the file has, where that is another.
    pub real: Option<Key>,
    /// The file's logical name.
    pub file: Arc<str>,
    /// The id that a flag carries itself.
    pub declared: Option<ConfigId>,
    /// The value.
    pub value: Value,
    /// The bytes of the value in the file.
    pub span: Range<usize>,
}

impl Config {
    /// The key that the file has.
    pub fn real(&self) -> &Key {
        self.real.as_ref().unwrap_or(&self.key)
    }

    /// The id. It is made when it is asked for: hashing the name of every config took a fifth of a diff's time.
    pub fn id(&self) -> ConfigId {
        self.declared.unwrap_or_else(|| ConfigId::of(&self.file, self.document.as_deref(), &self.key.to_string()))
    }
}

/// The configs of a file, in the file's order.
pub fn configs(parsed: &Parsed, view: View<'_>, rules: &Rules) -> Vec<Config> {
    let flags: Vec<&Pattern> = rules.flags.iter().filter(|p| p.matches_file(view.names)).collect();
    let lists = Lists::of(&rules.lists, &view);
    let called = document_names(&parsed.tree, view.naming);
    let others = others(&view);
    let file: Arc<str> = view.names.first().copied().unwrap_or_default().into();
    let mut out = Vec::new();
    for (index, (document, name)) in parsed.tree.documents.iter().zip(called).enumerate() {
        let carried = view.naming.several.then(|| name.clone());
        let other = others.get(&carried).copied();
        let (file, flags, lists) = (&file, flags.as_slice(), &lists);
        let at = At { keys: view.keys, end: view.end, real: None, other };
        let mut walk = Walk { file, document: carried, called: name, index, flags, lists, at, out: &mut out };
        match &document.root.data {
            Data::Map(entries) if parsed.format.is_flat() => {
                entries.iter().for_each(|entry| walk.flat(&entry.value, dotted::split(&entry.name)));
            }
            _ if !view.keys.is_empty() => walk.towards(&document.root, other, &Key::root(), &view.keys.ways()),
            _ => walk.node(&document.root, other, Key::root(), None),
        }
    }
    out
}

/// The documents of the other side, by the name that configs carry.
fn others<'a>(view: &View<'a>) -> HashMap<Option<String>, &'a Node> {
    let Some(other) = view.beside else { return HashMap::new() };
    let roots = other.tree.documents.iter().map(|document| &document.root);
    let names = document_names(&other.tree, view.naming).into_iter();
    names.map(|name| view.naming.several.then_some(name)).zip(roots).collect()
}

/// Whether a document's root is a null, or a map or list without anything in it.
pub fn holds_nothing(root: &Node) -> bool {
    root.tag.is_none() && (root.is_empty() && !matches!(&root.data, Data::Scalar(value) if *value != Value::Null))
}

struct Walk<'a> {
    file: &'a Arc<str>,
    document: Option<String>,
    /// What it is called even where it is alone and carries no name.
    called: String,
    index: usize,
    flags: &'a [&'a Pattern],
    lists: &'a Lists<'a>,
    at: At<'a>,
    out: &'a mut Vec<Config>,
}

/// Which part of a file is looked at.
struct At<'a> {
    keys: &'a Keys,
    end: End,
    /// Below a prefix: the prefix as the file has it.
    real: Option<Key>,
    /// The same document on the other side.
    other: Option<&'a Node>,
}

impl<'a> At<'a> {
    /// What the other side has below the prefix that a way has come to the end of.
    fn beside(&self, way: &Way<'_>) -> Option<&'a Node> {
        let end = if self.end == End::Source { End::Target } else { End::Source };
        self.other?.find(&self.keys.real(&way.logical, end)?)
    }

    /// The key of the file, where it is another than the one that is shown.
    fn real(&self, key: &Key) -> Option<Key> {
        let prefix = self.real.as_ref()?.steps();
        Some(Key::from([prefix, &key.steps()[prefix.len()..]].concat()))
    }
}

impl Walk<'_> {
    /// An entry whose whole key is known.
    fn flat(&mut self, node: &Node, key: Key) {
        if self.at.keys.is_empty() {
            return self.node(node, None, key, None);
        }
        match self.at.keys.logical(&key, self.at.end) {
            Some((logical, prefix)) => {
                self.at.real = Some(Key::from(key.steps()[..prefix].to_vec()));
                self.node(node, None, logical, None);
                self.at.real = None;
            }
            None if self.at.keys.has_rest() => self.node(node, None, key, None),
            None => {}
        }
    }

    /// Looks for what lies below the prefixes, on the way down to them.
    fn towards(&mut self, node: &Node, beside: Option<&Node>, real: &Key, ways: &[Way<'_>]) {
        if let Some(way) = ways.iter().find(|way| way.arrived()) {
            self.at.real = Some(real.clone());
            self.node(node, self.at.beside(way), way.logical.clone(), None);
            self.at.real = None;
            return;
        }
        let rest = self.at.keys.has_rest();
        match &node.data {
            _ if ways.is_empty() => self.node(node, beside, real.clone(), None),
            Data::Map(entries) if node.tag.is_none() && !entries.is_empty() => {
                let beside = Beside::new(beside);
                for (at, Entry { name, value, .. }) in entries.iter().enumerate() {
                    let next = self.at.keys.step(ways, self.at.end, name);
                    if rest || !next.is_empty() {
                        self.towards(value, beside.entry(at, name), &real.child(Step::Name(name.clone())), &next);
                    }
                }
            }
            _ if rest => self.node(node, beside, real.clone(), None),
            _ => {}
        }
    }

    fn node(&mut self, node: &Node, beside: Option<&Node>, key: Key, identity: Option<&str>) {
        if !key.is_root() && !self.flags.is_empty() {
            let key_texts = self.at.keys.spellings(&key);
            if self.flags.iter().any(|p| key_texts.match_key(p, Some(&self.called))) {
                return self.push(node, key, Kind::Flag);
            }
        }
        match &node.data {
            Data::Map(entries) if node.tag.is_none() && !entries.is_empty() => {
                // The identifying field of a list's element is its name, not one of its configs,
                // unless it is all there is.
                if identity.is_some() && entries.len() == 1 {
                    return self.push(node, key, Kind::Config);
                }
                let beside = Beside::new(beside);
                for (at, Entry { name, value, .. }) in entries.iter().enumerate() {
                    if Some(name.as_str()) != identity {
                        self.node(value, beside.entry(at, name), key.child(Step::Name(name.clone())), None);
                    }
                }
            }
            // A document that holds nothing has no configs: else its last key could not be removed alone.
            _ if key.is_root() && holds_nothing(node) => {}
            Data::List(items) => self.list(node, items, beside, key),
            _ => self.push(node, key, Kind::Config),
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], beside: Option<&Node>, key: Key) {
        let document = (self.document.as_deref(), self.called.as_str());
        let Some(field) = self.lists.field(node, beside, document, &key) else {
            return self.push(node, key, Kind::Config);
        };
        let beside = Beside::new(beside);
        for (at, item) in items.iter().enumerate() {
            let Some(value) = item.identity(field) else { continue };
            let step = Step::Element { field: field.to_owned(), value };
            self.node(item, beside.element(at, field, &step), key.child(step), Some(field));
        }
    }

    fn push(&mut self, node: &Node, key: Key, kind: Kind) {
        let declared = (kind == Kind::Flag).then(|| declared_id(node)).flatten();
        self.out.push(Config {
            kind,
            index: self.index,
            document: self.document.clone(),
            real: self.at.real(&key),
            key,
            file: self.file.clone(),
            declared,
            value: node.value(),
            span: node.span.clone(),
        });
    }
}

/// A flag's own `id` or `uuid`, where it is a UUID.
fn declared_id(node: &Node) -> Option<ConfigId> {
    let field = |name| node.identity(name).and_then(|text| text.parse::<Uuid>().ok());
    field("id").or_else(|| field("uuid")).map(ConfigId::declared)
}
