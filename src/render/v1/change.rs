//! Values, places and changes.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::judged::Direct;
use super::names::{Kind, Op};
use promote_core::env::change::{self, SpelledValue};
use promote_core::env::judge::Judgement;
use promote_model::Value;

/// A value, and its type where JSON does not show it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TypedValue {
    /// The value. A number that JSON cannot hold without loss is a string; a secret is masked.
    value: Json,
    /// The type where the JSON value does not show it: `number`, `date`, `word`, `tagged` or `secret`; for a list or a
    /// map, these types by key.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Json>,
}

impl From<Option<&Value>> for TypedValue {
    fn from(value: Option<&Value>) -> Self {
        Self { value: json(value), kind: value.and_then(Value::json_type) }
    }
}

/// The values on both sides, each with its type where JSON does not show it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BothValues {
    /// The value in the source; null where the source does not have the key.
    source_value: Json,
    /// The type of the source's value where the JSON value does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_type: Option<Json>,
    /// The value in the target; null where the target does not have the key.
    target_value: Json,
    /// The type of the target's value where the JSON value does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_type: Option<Json>,
}

impl From<&change::Change> for BothValues {
    fn from(change: &change::Change) -> Self {
        let (source, target) = (value(&change.source), value(&change.target));
        Self {
            source_value: json(source),
            source_type: source.and_then(Value::json_type),
            target_value: json(target),
            target_type: target.and_then(Value::json_type),
        }
    }
}

/// The value of one side.
pub(super) fn value(side: &Option<SpelledValue>) -> Option<&Value> {
    side.as_ref().map(|spelled| &spelled.value)
}

fn json(value: Option<&Value>) -> Json {
    value.map(Value::to_json).unwrap_or_default()
}

/// Where a key is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Place {
    /// The key path; `.` for a whole file.
    key: String,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
}

impl From<&change::Change> for Place {
    fn from(change: &change::Change) -> Self {
        Self {
            key: change.key.to_string(),
            id: change.id.to_string(),
            file: change.file.clone(),
            document: change.document.clone(),
            kind: change.kind.into(),
        }
    }
}

/// One change of a plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// What the change does to the target.
    op: Op,
    /// The key path; `.` for a whole file.
    key: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
    /// The id: the same in every environment and every clone.
    id: String,
    #[serde(flatten)]
    values: BothValues,
    /// True where the target owns the key (`keep`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own: bool,
    /// The names that were replaced in the source's value, each with the name that replaced it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translated: Vec<NamePair>,
    /// The newer value of the target that the change takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<Undone>,
    /// The comments behind the value, where the source's is taken with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<CommentChange>,
    /// The anchor that the new key repeats in the target, with the target's value instead of the source's.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
    #[serde(flatten)]
    judged: Option<Direct>,
}

/// A name of the source, and the name of the target that replaces it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NamePair(String, String);

/// The names that were replaced in the value of a change.
pub(super) fn translated(change: &change::Change) -> Vec<NamePair> {
    change.translated.iter().map(|pair| NamePair(pair.from.clone(), pair.to.clone())).collect()
}

/// The comments behind a value, with their marks.
#[derive(Debug, Serialize, JsonSchema)]
struct CommentChange {
    /// The target's.
    old: String,
    /// The source's.
    new: String,
}

/// A newer value of the target that a change takes back.
#[derive(Debug, Serialize, JsonSchema)]
struct Undone {
    /// The commit that wrote it.
    commit: String,
    /// What that commit is.
    kind: UndoneKind,
}

/// What wrote a value that a change takes back.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum UndoneKind {
    /// A commit that no promotion wrote.
    Edit,
    /// A promotion.
    Promotion,
    /// The rollback of a promotion.
    Rollback,
}

impl From<&change::Undone> for Undone {
    fn from(undone: &change::Undone) -> Self {
        let kind = match undone.kind {
            change::UndoneKind::Edit => UndoneKind::Edit,
            change::UndoneKind::Promotion => UndoneKind::Promotion,
            change::UndoneKind::Rollback => UndoneKind::Rollback,
        };
        Self { commit: undone.commit.to_string(), kind }
    }
}

impl Change {
    /// A change of a plan, with what history says about it where that was read.
    pub(super) fn judged(change: &change::Change, judgement: Option<&Judgement>) -> Self {
        Self { judged: judgement.map(Direct::from), ..change.into() }
    }
}

impl From<&change::Change> for Change {
    fn from(change: &change::Change) -> Self {
        Self {
            judged: None,
            op: change.op.into(),
            key: change.key.to_string(),
            file: change.file.clone(),
            document: change.document.clone(),
            kind: change.kind.into(),
            id: change.id.to_string(),
            values: change.into(),
            own: change.own,
            translated: translated(change),
            undoes: change.undoes.as_ref().map(Undone::from),
            comment: change
                .comment
                .as_ref()
                .map(|comment| CommentChange { old: comment.old.clone(), new: comment.new.clone() }),
            anchor: change.anchor.clone(),
        }
    }
}
