//! Values that are not shown: what `secrets:` of `promote.yaml` names is masked before anybody sees it.
//!
//! ```text
//! a config that a pattern names, or that lies below such a key    every scalar in it
//! a flag, a list that is one config                               the scalars in it that a pattern names
//! a whole file                                                    nothing: only its blob is ever shown
//! ```
//!
//! A masked scalar names the blob of the file that holds it, so that a plan binds it all the same. Whoever
//! carries a plan out takes the value from there again ([`matches_masked`]).

use super::change::{Change, SpelledValue};
use super::flatten::KeyRules;
use super::names::FileNames;
use promote_model::{Key, ObjectId, Pattern, Step, Value};

/// Where nobody asks which blob holds a value.
pub const NO_BLOB: ObjectId = ObjectId::from_bytes([0; 20]);

/// What is not shown of one file.
#[derive(Debug)]
pub struct Redactor<'a> {
    names: &'a FileNames<'a>,
    patterns: Vec<&'a Pattern>,
    /// What may tell elements of lists apart: patterns may call them by it.
    fields: Vec<&'a str>,
}

impl<'a> Redactor<'a> {
    /// Of a file by these names.
    pub fn of(names: &'a FileNames<'a>, rules: &'a KeyRules) -> Self {
        let patterns = rules.secrets.iter().filter(|pattern| pattern.matches_file(&names.files)).collect();
        let own = rules.lists.by_path.iter().flat_map(|list| &list.fields);
        let fields = rules.lists.keys.iter().chain(own).map(String::as_str).collect();
        Self { names, patterns, fields }
    }

    /// Whether all of the file is shown.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether nothing at this key, or below it, is shown.
    pub fn covers(&self, document: Option<&str>, key: &Key) -> bool {
        !self.patterns.is_empty() && {
            let key = self.names.spellings(key);
            self.patterns.iter().any(|pattern| self.names.match_key(pattern, document, &key))
        }
    }

    /// A value as it is shown, where not all of it is. `blob` holds it.
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

    /// What lies inside of a value, whose key may be spelled in these ways.
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

    /// The ways to call an element of a list: by its position, and by what may identify it.
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

    /// A config as it is shown. `blob` holds it.
    pub fn spelled(&self, document: Option<&str>, key: &Key, spelled: &SpelledValue, blob: ObjectId) -> SpelledValue {
        self.value(document, key, &spelled.value, blob).map_or_else(|| spelled.clone(), masked)
    }

    /// A change as it is shown. The blobs hold the source's and the target's value.
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

/// The text by which a value may identify what it stands in.
fn identity(value: &Value) -> Option<String> {
    match value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Tagged(_, inner) => identity(inner),
        _ => None,
    }
}

/// A masked value with the text that stands for it.
fn masked(value: Value) -> SpelledValue {
    SpelledValue { text: value.to_string(), value }
}

/// A value of which nothing is shown but its form.
pub(crate) fn mask_all(value: &Value, blob: ObjectId) -> Value {
    match value {
        Value::Null | Value::File(_) => value.clone(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Secret(_) => Value::Secret(blob),
        Value::List(items) => Value::List(items.iter().map(|item| mask_all(item, blob)).collect()),
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|(name, value)| (name.clone(), mask_all(value, blob))).collect())
        }
        Value::Tagged(tag, inner) => Value::Tagged(tag.clone(), Box::new(mask_all(inner, blob))),
    }
}

/// A config of which nothing is shown but its form.
pub fn mask_entirely(spelled: &SpelledValue) -> SpelledValue {
    masked(mask_all(&spelled.value, NO_BLOB))
}

/// The blobs that hold what is not shown of a value.
pub fn blobs(value: &Value) -> Vec<ObjectId> {
    match value {
        Value::Secret(blob) => vec![*blob],
        Value::List(items) => items.iter().flat_map(blobs).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, value)| blobs(value)).collect(),
        Value::Tagged(_, inner) => blobs(inner),
        _ => Vec::new(),
    }
}

/// Whether not all of a value is shown.
pub fn is_masked(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(items) => items.iter().any(is_masked),
        Value::Map(entries) => entries.iter().any(|(_, value)| is_masked(value)),
        Value::Tagged(_, inner) => is_masked(inner),
        _ => false,
    }
}

/// Whether a value may be the one that is shown like this: all that is shown is the same.
pub fn matches_masked(shown: &Value, value: &Value) -> bool {
    match (shown, value) {
        (Value::Secret(_), value) => matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_)),
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

/// What is hidden of a value that is shown like this.
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

/// Whether all that is hidden of a value by the one is hidden by the other, too.
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
    /// Whether not all of it is shown.
    pub fn is_masked(&self) -> bool {
        let side = |side: &Option<SpelledValue>| side.as_ref().is_some_and(|spelled| is_masked(&spelled.value));
        side(&self.source) || side(&self.target)
    }
}
