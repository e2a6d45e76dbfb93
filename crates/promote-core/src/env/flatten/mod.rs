//! From a file's tree to its configs: what one unit is, and what it is called.

mod walk;

use std::ops::Range;
use std::sync::Arc;

use super::change::Kind;
use super::documents::Naming;
use super::keys::{Keys, Side};
use super::lists::{ListRules, ListView};
use promote_format::{Data, Node, Parsed, Scalar};
use promote_model::{ConfigId, Key, Pattern, Value};

pub(crate) use walk::Found;

/// What the policy says about units.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Keys that are one flag each.
    pub flags: Vec<Pattern>,
    /// How lists are seen.
    pub lists: ListRules,
    /// Keys whose values are not shown: a value that is not cannot be a part of a key either.
    pub secrets: Vec<Pattern>,
}

impl Rules {
    /// All that they say, as text: what a count of configs depends on.
    pub fn text(&self) -> String {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        format!("{:?}", (self.lists.text(), texts(&self.flags), texts(&self.secrets)))
    }
}

/// How a file is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileView<'a> {
    /// The ways to name it, the logical one first.
    pub(crate) names: &'a [&'a str],
    /// How the documents are called.
    pub(crate) naming: &'a Naming,
    /// Which part of it is configuration.
    pub(crate) keys: &'a Keys,
    /// On which side it stands.
    pub(crate) end: Side,
    /// What stands on the other side: both must see a list alike.
    pub(crate) beside: Option<&'a Parsed>,
    /// How the lists are seen that the changes in play speak of.
    pub(crate) seen: &'a ListView,
    /// Whether a list that is one config is looked into all the same, as far as its elements have names:
    /// nothing can be promoted by such keys, but own keys among them can be seen.
    pub(crate) loose: bool,
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
    pub(crate) fn real(&self) -> &Key {
        self.real.as_ref().unwrap_or(&self.key)
    }

    /// The id. It is made when it is asked for: hashing the name of every config took a fifth of a diff's time.
    pub fn id(&self) -> ConfigId {
        self.declared.unwrap_or_else(|| ConfigId::of(&self.file, self.document.as_deref(), &self.key.to_string()))
    }
}

/// The configs of a file, in the file's order.
pub(crate) fn configs(parsed: &Parsed, view: FileView<'_>, rules: &Rules) -> Vec<Config> {
    let mut out = Vec::new();
    each(parsed, view, rules, &mut |found| out.push(found.config()));
    out
}

/// Shows each config of a file, in the file's order. A file may hold a hundred thousand of them, and most
/// commands want to keep a few.
pub(crate) fn each(parsed: &Parsed, view: FileView<'_>, rules: &Rules, take: &mut dyn FnMut(&Found<'_>)) {
    walk::documents(parsed, view, rules, take);
}

/// Whether a document's root is a null, or a map or list without anything in it.
pub(crate) fn holds_nothing(root: &Node) -> bool {
    root.tag().is_none() && (root.is_empty() && !matches!(&root.data, Data::Scalar(value) if *value != Scalar::Null))
}
