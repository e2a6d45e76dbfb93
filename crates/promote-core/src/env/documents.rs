//! Names of the documents in a file.
//!
//! ```text
//! kind: Deployment, metadata.name: web        Deployment/web
//! the same name twice in either file          Deployment/shop/web, by metadata.namespace
//! of the comparison
//! spring.config.activate.on-profile: prod     profile/prod
//! anything else                               0, 1, 2, ...: the position
//! ```
//!
//! A name must mean the same document in both files of a comparison, so whether a name is unique is decided for both
//! files together ([`DocumentNaming`]).

use std::collections::{BTreeSet, HashMap};

use promote_format::{Data, Node, Tree};
use promote_model::{Step, Value};

/// How documents are named on both sides of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentNaming {
    /// Whether documents have names: at least one side has several documents.
    pub(crate) several: bool,
    /// Names that occur twice on a side and need the namespace.
    repeated: BTreeSet<String>,
}

impl DocumentNaming {
    /// The naming for these files.
    pub(crate) fn of<'a>(trees: impl IntoIterator<Item = &'a Tree>) -> Self {
        let mut naming = Self::default();
        for tree in trees.into_iter().filter(|tree| tree.documents.len() > 1) {
            naming.several = true;
            let mut seen = BTreeSet::new();
            let names = tree.documents.iter().filter_map(|document| Some(DocumentTitle::of(&document.root)?.plain()));
            naming.repeated.extend(names.filter(|name| !seen.insert(name.clone())));
        }
        naming
    }

    /// Also names documents as a plan with these names did.
    pub fn admit<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        for name in names {
            self.several = true;
            self.repeated.extend(without_space(name));
        }
    }

    /// Also names documents as another comparison does.
    pub(crate) fn join(&mut self, other: &Self) {
        self.several |= other.several;
        self.repeated.extend(other.repeated.iter().cloned());
    }

    /// The same, with names even for a single document.
    #[must_use]
    pub(crate) fn carried(&self) -> Self {
        Self { several: true, ..self.clone() }
    }
}

/// The name of a document without its namespace, if it has one.
pub(crate) fn without_space(name: &str) -> Option<String> {
    match name.split('/').collect::<Vec<_>>()[..] {
        [kind, _, name] => Some(format!("{kind}/{name}")),
        _ => None,
    }
}

/// The unique names of the documents.
pub(crate) fn document_names(tree: &Tree, naming: &DocumentNaming) -> Vec<String> {
    let name = |title: DocumentTitle| {
        title.spaced().filter(|_| naming.repeated.contains(&title.plain())).unwrap_or(title.plain())
    };
    let names: Vec<Option<String>> = tree.documents.iter().map(|d| DocumentTitle::of(&d.root).map(name)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    names.iter().flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    let alone = |name: &&String| counts.get(name.as_str()) == Some(&1);
    names.iter().enumerate().map(|(i, name)| name.as_ref().filter(alone).cloned().unwrap_or(i.to_string())).collect()
}

/// All names by which patterns may refer to each document, the one of this naming first: a pattern must keep matching a
/// document when another one of the same kind is added.
pub(crate) fn called(tree: &Tree, naming: &DocumentNaming) -> Vec<Vec<String>> {
    let names = document_names(tree, naming).into_iter().zip(&tree.documents);
    let all = names.map(|(name, document)| {
        let title = DocumentTitle::of(&document.root);
        let titles = title.iter().flat_map(|title| [Some(title.plain()), title.spaced()]).flatten();
        let mut all = vec![name];
        for title in titles {
            if !all.contains(&title) {
                all.push(title);
            }
        }
        all
    });
    all.collect()
}

/// The identifying fields of a document.
struct DocumentTitle {
    kind: String,
    space: Option<String>,
    name: String,
}

impl DocumentTitle {
    fn of(root: &Node) -> Option<Self> {
        let Some(kind) = root.identity("kind") else {
            return Some(Self { kind: "profile".to_owned(), space: None, name: profile(root)? });
        };
        let metadata = root.child(&Step::Name("metadata".to_owned()))?;
        Some(Self { kind, space: metadata.identity("namespace"), name: metadata.identity("name")? })
    }

    fn plain(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    fn spaced(&self) -> Option<String> {
        Some(format!("{}/{}/{}", self.kind, self.space.as_ref()?, self.name))
    }
}

/// The profile of a document in a Spring `application.yaml`; the second key was used before Spring Boot 2.4.
fn profile(root: &Node) -> Option<String> {
    let node = dotted(root, "spring.config.activate.on-profile").or_else(|| dotted(root, "spring.profiles"))?;
    let text = match node.value() {
        Value::String(text) => text,
        Value::List(items) => {
            let texts: Option<Vec<String>> =
                items.into_iter().map(|item| if let Value::String(text) = item { Some(text) } else { None }).collect();
            texts?.join(",")
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The node at a key that may be written with dots (`spring.config: {activate: ...}`), as Spring reads it.
fn dotted<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    let Data::Map(entries) = &node.data else { return None };
    entries.iter().find_map(|entry| match path.strip_prefix(entry.name.as_str())? {
        "" => Some(&entry.value),
        rest => dotted(&entry.value, rest.strip_prefix('.')?),
    })
}
