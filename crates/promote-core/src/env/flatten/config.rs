//! One key of a file with its value: borrowed while the file is walked, and as a copy.

use std::ops::Range;
use std::sync::Arc;

use crate::env::change::UnitKind;
use promote_format::Node;
use promote_model::{ConfigId, Key, Value};

/// One config of a file.
#[derive(Debug, Clone)]
pub struct Config {
    /// The unit.
    pub kind: UnitKind,
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

/// A config that was found; nothing of it is copied yet.
pub struct ConfigRef<'w> {
    /// The unit.
    pub(crate) kind: UnitKind,
    /// The document's position in the file, from 0.
    pub(crate) index: usize,
    /// The document's name, where the file has several.
    pub document: Option<&'w str>,
    /// The key, as people are shown it.
    pub key: &'w Key,
    /// The value and where it stands.
    pub(crate) node: &'w Node,
    /// What is this config on the other side.
    pub(super) twin: Option<&'w Node>,
    /// Below a prefix: the prefix as the file has it.
    pub(super) prefix: Option<&'w Key>,
    /// A flag's own id, where it has one that is shown.
    pub(super) declared: Option<ConfigId>,
    pub(super) file: &'w Arc<str>,
}

impl ConfigRef<'_> {
    /// Which config of its file it is.
    pub fn place(&self) -> (Option<&str>, &Key) {
        (self.document, self.key)
    }

    /// Whether the other side has the same config, with the same value.
    pub(crate) fn is_on_both_sides(&self) -> bool {
        self.twin.is_some_and(|other| self.node.is_same(other))
    }

    /// The key of the file, where it is another than the one that is shown.
    pub(crate) fn real(&self) -> Option<Key> {
        let prefix = self.prefix?.steps();
        Some(Key::from([prefix, &self.key.steps()[prefix.len()..]].concat()))
    }

    /// A copy that may be kept.
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
