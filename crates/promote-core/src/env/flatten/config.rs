//! One key of a file with its value: borrowed while the file is walked, and as a copy.

use std::ops::Range;
use std::sync::Arc;

use crate::env::change::UnitKind;
use promote_format::Node;
use promote_model::{ConfigId, FileValue, Key, Value};

/// One key of a file, with its value.
#[derive(Debug, Clone)]
pub struct Config {
    /// The unit.
    pub kind: UnitKind,
    /// The document's position in the file, from 0.
    pub index: usize,
    /// The document's name, in a file with several.
    pub document: Option<String>,
    /// The logical key.
    pub key: Key,
    /// The key in the file, if it differs.
    pub real: Option<Key>,
    /// The file's logical name.
    pub file: Arc<str>,
    /// The id given in a flag itself.
    pub declared: Option<ConfigId>,
    /// The value.
    pub value: Value,
    /// The byte range of the value in the file.
    pub span: Range<usize>,
}

impl Config {
    /// A whole file as one unit.
    pub fn whole(file: &str, value: FileValue) -> Self {
        Self {
            kind: UnitKind::File,
            index: 0,
            document: None,
            key: Key::root(),
            real: None,
            file: file.into(),
            declared: None,
            value: Value::File(value),
            span: 0..0,
        }
    }

    /// The key in the file.
    pub(crate) fn real(&self) -> &Key {
        self.real.as_ref().unwrap_or(&self.key)
    }

    /// The id, computed on demand: hashing the names of all keys took a fifth of a diff's time.
    pub fn id(&self) -> ConfigId {
        self.declared.unwrap_or_else(|| ConfigId::of(&self.file, self.document.as_deref(), &self.key.to_string()))
    }
}

/// A key found while walking a file; nothing is copied.
pub struct ConfigRef<'w> {
    /// The unit.
    pub(crate) kind: UnitKind,
    /// The document's position in the file, from 0.
    pub(crate) index: usize,
    /// The document's name, in a file with several.
    pub document: Option<&'w str>,
    /// The logical key.
    pub key: &'w Key,
    /// The node of the value.
    pub(crate) node: &'w Node,
    /// The node of the same key on the other side.
    pub(super) twin: Option<&'w Node>,
    /// The key prefix as written in the file.
    pub(super) prefix: Option<&'w Key>,
    /// The id given in a flag itself, unless it is secret.
    pub(super) declared: Option<ConfigId>,
    pub(super) file: &'w Arc<str>,
}

impl ConfigRef<'_> {
    /// The place within the file: document and key.
    pub fn place(&self) -> (Option<&str>, &Key) {
        (self.document, self.key)
    }

    /// Whether the other side has the same key with the same value.
    pub(crate) fn is_on_both_sides(&self) -> bool {
        self.twin.is_some_and(|other| self.node.is_same(other))
    }

    /// The key in the file, if it differs from the logical key.
    pub(crate) fn real(&self) -> Option<Key> {
        let prefix = self.prefix?.steps();
        Some(Key::from([prefix, &self.key.steps()[prefix.len()..]].concat()))
    }

    /// An owned copy.
    pub(crate) fn config(&self) -> Config {
        Config {
            kind: self.kind,
            index: self.index,
            document: self.document.map(str::to_owned),
            key: self.key.clone(),
            real: self.real(),
            file: self.file.clone(),
            declared: self.declared,
            value: self.node.value(),
            span: self.node.span(),
        }
    }
}
