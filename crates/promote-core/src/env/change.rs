//! One difference between two environments: the unit of diff, plan and rollback.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::translate::NamePair;
use promote_model::{ConfigId, Key, ObjectId, Value};

/// The operation of a change on the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// Only in the source.
    Added,
    /// In both, with different values.
    Modified,
    /// Only in the target.
    Removed,
}

impl Op {
    /// The word: `added`, `modified`, `removed`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Modified => "modified",
            Self::Removed => "removed",
        }
    }

    /// The inverse operation.
    #[must_use]
    pub(crate) fn inverse(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Modified => Self::Modified,
            Self::Removed => Self::Added,
        }
    }
}

/// The unit that a change moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// One key and its value.
    Config,
    /// A subtree that the policy declares to be one flag.
    Flag,
    /// A whole file.
    File,
}

/// A value, and its text in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpelledValue {
    /// The parsed value, used for comparison.
    pub value: Value,
    /// The exact text in the file; `blob ID MODE` for a whole file.
    pub text: String,
}

impl SpelledValue {
    /// The display form; see [`shown`].
    pub fn shown(&self) -> Cow<'_, str> {
        shown(&self.value, &self.text)
    }
}

/// The display form of a value: the file's own text, so that `1.10` and `"1.10"`, or `yes` and `"yes"`, look different.
/// An alias (`*base`) is shown as its value with the alias in parentheses. If the text alone would be invisible or
/// incomplete, the parsed value is shown.
pub fn shown<'s>(value: &'s Value, text: &'s str) -> Cow<'s, str> {
    let trimmed = text.trim();
    match value {
        // In a format without quotes, plain text may look like an alias.
        Value::String(plain) if plain == text && !text.contains('\n') && (text.is_empty() || trimmed != text) => {
            Cow::Owned(value.to_string())
        }
        Value::String(plain) if plain == text => Cow::Borrowed(trimmed),
        Value::Null if trimmed.is_empty() => Cow::Borrowed("null"),
        Value::String(plain) | Value::Token(plain) if trimmed.starts_with('*') => {
            Cow::Owned(format!("{plain} ({trimmed})"))
        }
        _ if trimmed.starts_with('*') => Cow::Owned(format!("{value} ({trimmed})")),
        _ => Cow::Borrowed(trimmed),
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The operation on the target.
    pub op: Op,
    /// The unit.
    pub kind: UnitKind,
    /// The logical name of the file.
    pub file: String,
    /// The document, in a file with several.
    pub document: Option<String>,
    /// The key; the root for a whole file.
    pub key: Key,
    /// The key id.
    pub id: ConfigId,
    /// The source's value; `None` if removed.
    pub source: Option<SpelledValue>,
    /// The target's value; `None` if added.
    pub target: Option<SpelledValue>,
    /// Whether the key is owned by the target (`keep`). A plan contains such a key only for a file that is new to the
    /// target, which needs some value.
    pub own: bool,
    /// The names that were replaced in the source's value; empty if it is planned as it is in the source.
    pub translated: Vec<NamePair>,
    /// What the change takes back in its target, if anything.
    pub undoes: Option<Undone>,
    /// The comment behind the value, where the source's is taken with it.
    pub comment: Option<CommentChange>,
    /// The anchor that the new key repeats in the target, whose value it gets instead of the source's (`--keep-aliases`).
    pub anchor: Option<String>,
}

/// The comments behind a value, where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentChange {
    /// The target's, as written, with its mark.
    pub old: String,
    /// The source's.
    pub new: String,
}

impl CommentChange {
    /// The change that undoes this one.
    fn inverted(&self) -> Self {
        Self { old: self.new.clone(), new: self.old.clone() }
    }
}

/// A newer value of the target that a change takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// The commit in the target that wrote the value.
    pub commit: ObjectId,
    /// What that commit is.
    pub kind: UndoneKind,
}

/// What wrote a value that a change takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UndoneKind {
    /// A commit that no promotion wrote.
    Edit,
    /// A promotion.
    Promotion,
    /// The rollback of a promotion.
    Rollback,
}

impl Change {
    /// The place within the file: document and key.
    pub fn place(&self) -> (Option<&str>, &Key) {
        (self.document.as_deref(), &self.key)
    }

    /// Whether `other` is at or below this place.
    pub(crate) fn holds(&self, other: &Change) -> bool {
        self.kind == UnitKind::File || self.document == other.document && self.key.is_prefix_of(&other.key)
    }

    /// Whether a file cannot contain both: one key is above the other, both are equal, or one needs a map where the
    /// other needs a list.
    pub(crate) fn overlaps(&self, other: &Change) -> bool {
        self.document == other.document && self.key.excludes(&other.key)
    }

    /// Whether both changes write the same value, or remove the key.
    pub(crate) fn has_new_value_of(&self, other: &Change) -> bool {
        fn value(change: &Change) -> Option<&Value> {
            change.source.as_ref().map(|spelled| &spelled.value)
        }
        value(self) == value(other)
    }

    /// Whether this is a non-empty list that is one key.
    pub fn is_list(&self) -> bool {
        let filled = |spelled: &Option<SpelledValue>| spelled.as_ref().is_some_and(|s| is_filled_list(&s.value));
        self.kind == UnitKind::Config && (filled(&self.source) || filled(&self.target))
    }

    /// Whether this is a unit that contains keys which could be units of their own: a flag, a file, or a list that is
    /// one key.
    pub(crate) fn is_unit(&self) -> bool {
        self.kind != UnitKind::Config || self.is_list()
    }

    /// The change that undoes this one.
    #[must_use]
    pub fn inverted(&self) -> Self {
        // The target's own value is no translation.
        let (source, target, translated) = (self.target.clone(), self.source.clone(), Vec::new());
        let comment = self.comment.as_ref().map(CommentChange::inverted);
        Self { op: self.op.inverse(), source, target, translated, undoes: None, comment, anchor: None, ..self.clone() }
    }

    /// The address on the command line: `file#document:key`, or the file alone for a whole file.
    pub fn address(&self) -> String {
        address(&self.file, self.document.as_deref(), &self.key, self.kind)
    }
}

/// The address of a key on the command line.
pub fn address(file: &str, document: Option<&str>, key: &Key, kind: UnitKind) -> String {
    match (kind, document) {
        (UnitKind::File, _) => file.to_owned(),
        (_, Some(document)) => format!("{file}#{document}:{key}"),
        (_, None) => format!("{file}:{key}"),
    }
}

/// Whether a value is a non-empty list.
pub fn is_filled_list(value: &Value) -> bool {
    matches!(value, Value::List(items) if !items.is_empty())
}
