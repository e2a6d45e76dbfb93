//! From a file's tree to its configs: what one unit is, and what it is called.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::change::Kind;
use super::documents::{Naming, document_names};
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
    /// The key.
    pub key: Key,
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
    /// The id. It is made when it is asked for: hashing the name of every config took a fifth of a diff's time.
    pub fn id(&self) -> ConfigId {
        self.declared.unwrap_or_else(|| ConfigId::of(&self.file, self.document.as_deref(), &self.key.to_string()))
    }
}

/// The configs of a file, in the file's order. `names` are the ways to name it, the logical one first;
/// `naming` says how the documents are called.
pub fn configs(names: &[&str], parsed: &Parsed, naming: &Naming, rules: &Rules) -> Vec<Config> {
    let flags: Vec<&Pattern> = rules.flags.iter().filter(|p| p.matches_file(names)).collect();
    let called = document_names(&parsed.tree, naming);
    let file: Arc<str> = names.first().copied().unwrap_or_default().into();
    let mut out = Vec::new();
    for (index, (document, name)) in parsed.tree.documents.iter().zip(called).enumerate() {
        let carried = naming.several.then(|| name.clone());
        let mut walk =
            Walk { file: &file, document: carried, called: name, index, flags: &flags, rules, out: &mut out };
        match &document.root.data {
            Data::Map(entries) if parsed.format.is_flat() => {
                entries.iter().for_each(|entry| walk.node(&entry.value, dotted::split(&entry.name), None));
            }
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

struct Walk<'a> {
    file: &'a Arc<str>,
    document: Option<String>,
    /// What it is called even where it is alone and carries no name.
    called: String,
    index: usize,
    flags: &'a [&'a Pattern],
    rules: &'a Rules,
    out: &'a mut Vec<Config>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, key: Key, identity: Option<&str>) {
        if !key.is_root() && !self.flags.is_empty() {
            let text = key.to_string();
            if self.flags.iter().any(|p| p.matches_key(Some(&self.called), &text)) {
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
            Data::List(items) if node.tag.is_none() => match list_field(items, &self.rules.list_keys) {
                None => self.push(node, key, Kind::Config),
                Some(field) => {
                    for item in items {
                        let value = item.identity(field).unwrap_or_default();
                        let step = Step::Element { field: field.to_owned(), value };
                        self.node(item, key.child(step), Some(field));
                    }
                }
            },
            _ => self.push(node, key, Kind::Config),
        }
    }

    fn push(&mut self, node: &Node, key: Key, kind: Kind) {
        let declared = (kind == Kind::Flag).then(|| declared_id(node)).flatten();
        self.out.push(Config {
            kind,
            index: self.index,
            document: self.document.clone(),
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
