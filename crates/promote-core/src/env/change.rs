//! One difference between two environments: the unit of diff, plan and rollback.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use promote_model::{ConfigId, Key, Value};

/// What a change does to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// In the source, not in the target.
    Added,
    /// In both, with different values.
    Modified,
    /// In the target, not in the source.
    Removed,
}

impl Op {
    /// The word for it: `added`, `modified`, `removed`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Modified => "modified",
            Self::Removed => "removed",
        }
    }

    /// What undoes it.
    #[must_use]
    pub(crate) fn inverse(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Modified => Self::Modified,
            Self::Removed => Self::Added,
        }
    }
}

/// What the unit of a config is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// One key and its value.
    Config,
    /// A whole subtree, declared in the policy.
    Flag,
    /// A whole file.
    File,
}

/// A value with the file's own text for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpelledValue {
    /// What it means; this is what is compared.
    pub value: Value,
    /// How the file spells it, exactly; `blob ID MODE` for a whole file.
    pub text: String,
}

impl SpelledValue {
    /// As people read it; see [`shown`].
    pub fn shown(&self) -> Cow<'_, str> {
        shown(&self.value, &self.text)
    }
}

/// A value as people read it: the file's own text, so that `1.10` and `"1.10"`, or `yes` and `"yes"`, are
/// told apart. Where that is an alias (`*base`), the value that it stands for, with the alias behind; where
/// the text alone would show nothing, or not all of it, the value.
pub fn shown<'s>(value: &'s Value, text: &'s str) -> Cow<'s, str> {
    let trimmed = text.trim();
    match value {
        // A format without quotes may write a text that looks like an alias.
        Value::String(plain) if plain == text && !text.contains('\n') && (text.is_empty() || trimmed != text) => {
            Cow::Owned(value.to_string())
        }
        Value::String(plain) if plain == text => Cow::Borrowed(trimmed),
        Value::Null if trimmed.is_empty() => Cow::Borrowed("null"),
        Value::String(plain) | Value::Number(plain) if trimmed.starts_with('*') => {
            Cow::Owned(format!("{plain} ({trimmed})"))
        }
        _ if trimmed.starts_with('*') => Cow::Owned(format!("{value} ({trimmed})")),
        _ => Cow::Borrowed(trimmed),
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it does to the target.
    pub op: Op,
    /// The unit.
    pub kind: UnitKind,
    /// The logical name of the file.
    pub file: String,
    /// The document, where the file has several.
    pub document: Option<String>,
    /// The key; the root for a whole file.
    pub key: Key,
    /// The id.
    pub id: ConfigId,
    /// The source's value; `None` where removed.
    pub source: Option<SpelledValue>,
    /// The target's value; `None` where added.
    pub target: Option<SpelledValue>,
    /// Whether this is one of the target's own keys (`keep`): in a plan only where a file that is
    /// new to the target must bring some value.
    pub own: bool,
}

impl Change {
    /// Where it is, without its file: what is unique within a file.
    pub fn place(&self) -> (Option<&str>, &Key) {
        (self.document.as_deref(), &self.key)
    }

    /// Whether the other lies at or below this place.
    pub(crate) fn holds(&self, other: &Change) -> bool {
        self.kind == UnitKind::File || self.document == other.document && self.key.is_prefix_of(&other.key)
    }

    /// Whether one file cannot have both: one lies above the other, both are the same place, or one
    /// needs a map where the other needs a list.
    pub(crate) fn overlaps(&self, other: &Change) -> bool {
        self.document == other.document && self.key.excludes(&other.key)
    }

    /// Whether this is one config that is a list with something in it.
    pub fn is_list(&self) -> bool {
        let filled = |spelled: &Option<SpelledValue>| spelled.as_ref().is_some_and(|s| is_filled_list(&s.value));
        self.kind == UnitKind::Config && (filled(&self.source) || filled(&self.target))
    }

    /// Whether it takes along what could be a config of its own: a flag, a file, a list that is one.
    pub(crate) fn is_unit(&self) -> bool {
        self.kind != UnitKind::Config || self.is_list()
    }

    /// The change that undoes this one.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { op: self.op.inverse(), source: self.target.clone(), target: self.source.clone(), ..self.clone() }
    }

    /// The address that people type: `file#document:key`, or the file alone for a whole file.
    pub fn address(&self) -> String {
        address(&self.file, self.document.as_deref(), &self.key, self.kind)
    }
}

/// The address that people type for a config.
pub fn address(file: &str, document: Option<&str>, key: &Key, kind: UnitKind) -> String {
    match (kind, document) {
        (UnitKind::File, _) => file.to_owned(),
        (_, Some(document)) => format!("{file}#{document}:{key}"),
        (_, None) => format!("{file}:{key}"),
    }
}

/// Whether a value is a list that holds something.
pub fn is_filled_list(value: &Value) -> bool {
    matches!(value, Value::List(items) if !items.is_empty())
}
