//! From a file's tree to its configs: what one unit is, and what it is called.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::change::Kind;
use super::documents::{Naming, document_names};
use super::keys::{End, Keys, Way};
use crate::format::{Data, Entry, Node, Parsed, dotted};
use crate::model::{ConfigId, Key, Pattern, Step, Value};

/// What the policy says about units.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Keys that are one flag each.
    pub flags: Vec<Pattern>,
    /// What identifies an element of a list of maps, the best first.
    pub list_keys: Vec<String>,
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

/// The configs of a file, in the file's order. `names` are the ways to name it, the logical one first;
/// `naming` says how the documents are called, `keys` which part of it is configuration on which side.
pub fn configs(
    names: &[&str],
    parsed: &Parsed,
    naming: &Naming,
    (keys, end): (&Keys, End),
    rules: &Rules,
) -> Vec<Config> {
    let flags: Vec<&Pattern> = rules.flags.iter().filter(|p| p.matches_file(names)).collect();
    let called = document_names(&parsed.tree, naming);
    let file: Arc<str> = names.first().copied().unwrap_or_default().into();
    let mut out = Vec::new();
    for (index, (document, name)) in parsed.tree.documents.iter().zip(called).enumerate() {
        let carried = naming.several.then(|| name.clone());
        let (file, flags) = (&file, flags.as_slice());
        let at = At { keys, end, real: None };
        let mut walk = Walk { file, document: carried, called: name, index, flags, rules, at, out: &mut out };
        match &document.root.data {
            Data::Map(entries) if parsed.format.is_flat() => {
                entries.iter().for_each(|entry| walk.flat(&entry.value, dotted::split(&entry.name)));
            }
            _ if !keys.is_empty() => walk.towards(&document.root, &Key::root(), &keys.ways()),
            _ => walk.node(&document.root, Key::root(), None),
        }
    }
    out
}

/// The field that identifies the elements of a list: the first of `list_keys` that every element
/// has, with a value of its own. `None` where the list is one config.
pub fn list_field<'a>(items: &[Node], list_keys: &'a [String]) -> Option<&'a str> {
    let is_map = |node: &Node| matches!(node.data, Data::Map(_)) && node.tag.is_none();
    if items.is_empty() || !items.iter().all(is_map) {
        return None;
    }
    let identifies = |field: &&String| {
        let mut seen = HashSet::new();
        items.iter().all(|item| item.identity(field).is_some_and(|value| seen.insert(value)))
    };
    list_keys.iter().find(identifies).map(String::as_str)
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
    rules: &'a Rules,
    at: At<'a>,
    out: &'a mut Vec<Config>,
}

/// Which part of a file is looked at.
struct At<'a> {
    keys: &'a Keys,
    end: End,
    /// Below a prefix: the prefix as the file has it.
    real: Option<Key>,
}

impl At<'_> {
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
            return self.node(node, key, None);
        }
        match self.at.keys.logical(&key, self.at.end) {
            Some((logical, prefix)) => {
                self.at.real = Some(Key::from(key.steps()[..prefix].to_vec()));
                self.node(node, logical, None);
                self.at.real = None;
            }
            None if self.at.keys.has_rest() => self.node(node, key, None),
            None => {}
        }
    }

    /// Looks for what lies below the prefixes, on the way down to them.
    fn towards(&mut self, node: &Node, real: &Key, ways: &[Way<'_>]) {
        if let Some(way) = ways.iter().find(|way| way.arrived()) {
            self.at.real = Some(real.clone());
            self.node(node, way.logical.clone(), None);
            self.at.real = None;
            return;
        }
        let rest = self.at.keys.has_rest();
        match &node.data {
            _ if ways.is_empty() => self.node(node, real.clone(), None),
            Data::Map(entries) if node.tag.is_none() && !entries.is_empty() => {
                for Entry { name, value, .. } in entries {
                    let next = self.at.keys.step(ways, self.at.end, name);
                    if rest || !next.is_empty() {
                        self.towards(value, &real.child(Step::Name(name.clone())), &next);
                    }
                }
            }
            _ if rest => self.node(node, real.clone(), None),
            _ => {}
        }
    }

    fn node(&mut self, node: &Node, key: Key, identity: Option<&str>) {
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
                for Entry { name, value, .. } in entries.iter().filter(|e| Some(e.name.as_str()) != identity) {
                    self.node(value, key.child(Step::Name(name.clone())), None);
                }
            }
            Data::List(items) if node.tag.is_none() && !(items.is_empty() && key.is_root()) => {
                match list_field(items, &self.rules.list_keys) {
                    None => self.push(node, key, Kind::Config),
                    Some(field) => {
                        for item in items {
                            let value = item.identity(field).unwrap_or_default();
                            let step = Step::Element { field: field.to_owned(), value };
                            self.node(item, key.child(step), Some(field));
                        }
                    }
                }
            }
            // A document that holds nothing has no configs: else its last key could not be removed alone.
            _ if key.is_root() && holds_nothing(node) => {}
            _ => self.push(node, key, Kind::Config),
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
