//! From a file's tree to its configs: what one unit is, and what it is called.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::change::Kind;
use super::lists::{Beside, ListRules, Lists, Seen};
use crate::format::{Data, Entry, Node, Parsed, Tree};
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
    /// Whether documents carry names (see [`document_names`]).
    pub several: bool,
    /// What it is compared with: both sides must see a list alike.
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

/// The configs of a file, in the file's order.
pub fn configs(parsed: &Parsed, view: View<'_>, rules: &Rules) -> Vec<Config> {
    let flags: Vec<&Pattern> = rules.flags.iter().filter(|p| p.matches_file(view.names)).collect();
    let lists = Lists::of(&rules.lists, &view);
    let called = document_names(&parsed.tree, true);
    let beside: HashMap<Option<String>, &Node> = match view.beside {
        None => HashMap::new(),
        Some(other) => {
            let roots = other.tree.documents.iter().map(|document| &document.root);
            document_names(&other.tree, view.several).into_iter().zip(roots).collect()
        }
    };
    let file: Arc<str> = view.names.first().copied().unwrap_or_default().into();
    let mut out = Vec::new();
    for (index, (document, name)) in parsed.tree.documents.iter().zip(called).enumerate() {
        let document_name = name.clone().filter(|_| view.several);
        let beside = beside.get(&document_name).copied();
        let mut walk = Walk {
            file: &file,
            document: document_name,
            called: name,
            index,
            flags: &flags,
            lists: &lists,
            out: &mut out,
        };
        walk.node(&document.root, beside, Key::root(), None);
    }
    out
}

/// What the documents are called. Where there is only one, on both sides of a comparison, it has no
/// name. Else `Kind/name` where the document has `kind` and `metadata.name`, with its namespace where
/// that alone tells two apart, else its position from 0.
pub fn document_names(tree: &Tree, several: bool) -> Vec<Option<String>> {
    if !several {
        return vec![None; tree.documents.len()];
    }
    let text = |node: &Node, path: &[&str]| {
        let parent = path.iter().take(path.len().saturating_sub(1));
        let node = parent.into_iter().try_fold(node, |n, step| n.child(&Step::Name((*step).to_owned())))?;
        node.identity(path.last()?)
    };
    let plain = |root: &Node| Some(format!("{}/{}", text(root, &["kind"])?, text(root, &["metadata", "name"])?));
    let with_space = |root: &Node| {
        let (kind, name) = (text(root, &["kind"])?, text(root, &["metadata", "name"])?);
        Some(format!("{kind}/{}/{name}", text(root, &["metadata", "namespace"])?))
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for document in &tree.documents {
        for name in [plain(&document.root), with_space(&document.root)].into_iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
    }
    let unique = |name: Option<String>| name.filter(|name| counts.get(name) == Some(&1));
    let named = |(index, document): (usize, &crate::format::Document)| {
        let root = &document.root;
        Some(unique(plain(root)).or_else(|| unique(with_space(root))).unwrap_or_else(|| index.to_string()))
    };
    tree.documents.iter().enumerate().map(named).collect()
}

struct Walk<'a> {
    file: &'a Arc<str>,
    document: Option<String>,
    /// What it is called even where it is alone and carries no name.
    called: Option<String>,
    index: usize,
    flags: &'a [&'a Pattern],
    lists: &'a Lists<'a>,
    out: &'a mut Vec<Config>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, beside: Option<&Node>, key: Key, identity: Option<&str>) {
        if !key.is_root() && !self.flags.is_empty() {
            let text = key.to_string();
            if self.flags.iter().any(|p| p.matches_key(self.called.as_deref(), &text)) {
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
            Data::List(items) => self.list(node, items, beside, key),
            _ => self.push(node, key, Kind::Config),
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], beside: Option<&Node>, key: Key) {
        let document = (self.document.as_deref(), self.called.as_deref());
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
