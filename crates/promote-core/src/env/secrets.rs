//! Masking of secrets: values that match `secrets:` of `promote.yaml` are masked before they are shown or recorded.
//!
//! ```text
//! a key that matches, or is below one that matches   every scalar in it
//! a flag, a list that is one key                     the scalars in it that match
//! a whole file                                       nothing: only its blob is ever shown
//! ```
//!
//! A masked scalar names the blob of the file that contains it, so that the plan is still bound to it. When the plan is
//! applied, the value is read from that blob again ([`matches_masked`]).

use super::change::{Change, SpelledValue};
use super::flatten::KeyRules;
use super::names::FileNames;
use promote_model::{Key, ObjectId, Pattern, Step, Value};

/// Placeholder for callers that do not need the blob.
pub const NO_BLOB: ObjectId = ObjectId::from_bytes([0; 20]);

/// Masks the secrets of one file.
#[derive(Debug)]
pub struct Redactor<'a> {
    names: &'a FileNames<'a>,
    patterns: Vec<&'a Pattern>,
    /// The fields that may identify list elements: patterns may refer to elements by them.
    fields: Vec<&'a str>,
}

impl<'a> Redactor<'a> {
    /// The redactor of a file with these names.
    pub fn of(names: &'a FileNames<'a>, rules: &'a KeyRules) -> Self {
        let patterns = rules.secrets.iter().filter(|pattern| pattern.matches_file(&names.files)).collect();
        let own = rules.lists.by_path.iter().flat_map(|list| &list.fields);
        let fields = rules.lists.keys.iter().chain(own).map(String::as_str).collect();
        Self { names, patterns, fields }
    }

    /// Whether nothing in the file is secret.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether the value at this key is secret as a whole.
    pub fn covers(&self, document: Option<&str>, key: &Key) -> bool {
        !self.patterns.is_empty() && {
            let key = self.names.spellings(key);
            self.patterns.iter().any(|pattern| self.names.match_key(pattern, document, &key))
        }
    }

    /// The masked value if a part of it is secret. `blob` contains the value.
    pub fn value(&self, document: Option<&str>, key: &Key, value: &Value, blob: ObjectId) -> Option<Value> {
        if self.patterns.is_empty() {
            return None;
        }
        let masked = if self.covers(document, key) {
            mask_all(value, blob)
        } else {
            let key = std::slice::from_ref(key);
            self.inside(document, key, value, blob)
        };
        is_masked(&masked).then_some(masked)
    }

    /// Masks secrets inside a value, whose key may be spelled in several ways.
    fn inside(&self, document: Option<&str>, keys: &[Key], value: &Value, blob: ObjectId) -> Value {
        let below = |steps: &[Step], value: &Value| {
            let keys: Vec<Key> = keys.iter().flat_map(|key| steps.iter().map(|step| key.child(step.clone()))).collect();
            match keys.iter().any(|key| self.covers(document, key)) {
                true => mask_all(value, blob),
                false => self.inside(document, &keys, value, blob),
            }
        };
        match value {
            Value::Map(entries) => {
                let entry = |(name, value): &(String, Value)| (name.clone(), below(&[Step::Name(name.clone())], value));
                Value::Map(entries.iter().map(entry).collect())
            }
            Value::List(items) => {
                let item = |(at, item): (usize, &Value)| below(&self.steps(at, item), item);
                Value::List(items.iter().enumerate().map(item).collect())
            }
            Value::Tagged(tag, inner) => Value::Tagged(tag.clone(), Box::new(self.inside(document, keys, inner, blob))),
            other => other.clone(),
        }
    }

    /// The steps to a list element: by position, and by each field that may identify it.
    fn steps(&self, at: usize, item: &Value) -> Vec<Step> {
        let mut steps = vec![Step::Index(at)];
        steps.extend(identity(item).map(|value| Step::Element { field: String::new(), value }));
        if let Value::Map(entries) = item {
            let named = entries.iter().filter(|(name, _)| self.fields.contains(&name.as_str()));
            steps.extend(named.filter_map(|(field, value)| {
                let value = identity(value)?;
                Some(Step::Element { field: field.clone(), value })
            }));
        }
        steps
    }

    /// The value with secrets masked. `blob` contains it.
    pub fn spelled(&self, document: Option<&str>, key: &Key, spelled: &SpelledValue, blob: ObjectId) -> SpelledValue {
        self.value(document, key, &spelled.value, blob).map_or_else(|| spelled.clone(), masked)
    }

    /// The change with secrets masked. The blobs contain the source's and the target's value.
    #[must_use]
    pub fn change(&self, change: Change, source: Option<ObjectId>, target: Option<ObjectId>) -> Change {
        if self.patterns.is_empty() {
            return change;
        }
        let side = |side: &Option<SpelledValue>, blob: Option<ObjectId>| {
            let blob = blob.unwrap_or(NO_BLOB);
            side.as_ref().map(|spelled| self.spelled(change.document.as_deref(), &change.key, spelled, blob))
        };
        Change { source: side(&change.source, source), target: side(&change.target, target), ..change }
    }
}

/// The text by which a value may identify a list element.
fn identity(value: &Value) -> Option<String> {
    match value {
        Value::String(text) | Value::Token(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Tagged(_, inner) => identity(inner),
        _ => None,
    }
}

/// A masked value with its text.
fn masked(value: Value) -> SpelledValue {
    SpelledValue { text: value.to_string(), value }
}

/// Masks every scalar of a value.
pub(crate) fn mask_all(value: &Value, blob: ObjectId) -> Value {
    match value {
        Value::Null | Value::File(_) => value.clone(),
        Value::Bool(_) | Value::Token(_) | Value::String(_) | Value::Secret(_) => Value::Secret(blob),
        Value::List(items) => Value::List(items.iter().map(|item| mask_all(item, blob)).collect()),
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|(name, value)| (name.clone(), mask_all(value, blob))).collect())
        }
        Value::Tagged(tag, inner) => Value::Tagged(tag.clone(), Box::new(mask_all(inner, blob))),
    }
}

/// A value with every scalar masked.
pub fn mask_entirely(spelled: &SpelledValue) -> SpelledValue {
    masked(mask_all(&spelled.value, NO_BLOB))
}

/// The blobs named by the masked scalars of a value.
pub fn blobs(value: &Value) -> Vec<ObjectId> {
    match value {
        Value::Secret(blob) => vec![*blob],
        Value::List(items) => items.iter().flat_map(blobs).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, value)| blobs(value)).collect(),
        Value::Tagged(_, inner) => blobs(inner),
        _ => Vec::new(),
    }
}

/// Whether a part of a value is masked.
pub fn is_masked(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(items) => items.iter().any(is_masked),
        Value::Map(entries) => entries.iter().any(|(_, value)| is_masked(value)),
        Value::Tagged(_, inner) => is_masked(inner),
        _ => false,
    }
}

/// Whether `value` may be the unmasked form of `shown`: all unmasked parts are equal.
pub fn matches_masked(shown: &Value, value: &Value) -> bool {
    match (shown, value) {
        (Value::Secret(_), value) => matches!(value, Value::Bool(_) | Value::Token(_) | Value::String(_)),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| matches_masked(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            let same = |(name, shown): &(String, Value)| {
                b.iter().find(|(other, _)| other == name).is_some_and(|(_, value)| matches_masked(shown, value))
            };
            a.len() == b.len() && a.iter().all(same)
        }
        (Value::Tagged(t, a), Value::Tagged(u, b)) => t == u && matches_masked(a, b),
        (shown, value) => shown == value,
    }
}

/// The parts of `value` that are masked in `shown`.
pub(crate) fn masked_values<'v>(shown: &Value, value: &'v Value) -> Vec<&'v Value> {
    match (shown, value) {
        (Value::Secret(_), value) => vec![value],
        (Value::List(a), Value::List(b)) => a.iter().zip(b).flat_map(|(a, b)| masked_values(a, b)).collect(),
        (Value::Map(a), Value::Map(b)) => {
            let same = |(name, shown): &(String, Value)| {
                let value = b.iter().find(|(other, _)| other == name);
                value.map(|(_, value)| masked_values(shown, value)).unwrap_or_default()
            };
            a.iter().flat_map(same).collect()
        }
        (Value::Tagged(_, a), Value::Tagged(_, b)) => masked_values(a, b),
        _ => Vec::new(),
    }
}

/// Whether everything masked in `one` is masked in `other` as well.
pub fn masks_no_more(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Secret(_), other) => matches!(other, Value::Secret(_)),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| masks_no_more(a, b)),
        (Value::Map(a), Value::Map(b)) => a.iter().all(|(name, value)| {
            let other = b.iter().find(|(other, _)| other == name);
            other.is_some_and(|(_, other)| masks_no_more(value, other)) || !is_masked(value)
        }),
        (Value::Tagged(_, a), Value::Tagged(_, b)) => masks_no_more(a, b),
        (one, _) => !is_masked(one),
    }
}

impl Change {
    /// Whether a part of either value is masked.
    pub fn is_masked(&self) -> bool {
        let side = |side: &Option<SpelledValue>| side.as_ref().is_some_and(|spelled| is_masked(&spelled.value));
        side(&self.source) || side(&self.target)
    }
}
