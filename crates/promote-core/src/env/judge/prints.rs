//! Hashes of the keys and values of a file: what a judgement compares.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::env::change::{Change, UnitKind};
use crate::env::diff::FilePair;
use crate::env::flatten::KeyRules;
use crate::env::keys::Side;
use crate::env::translate::Translator;
use promote_model::{FileMode, Key, ObjectId, Value};

/// The hash of a key or a value: the first 16 bytes of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print(pub [u8; 16]);

/// The hashes of all keys of a file, with those of their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilePrints {
    prints: HashMap<Print, Print>,
    content: Content,
}

/// The hash of all keys of a file with their values. In a file that several environments share, those of one of them; of a
/// file that is not read by key, that of the whole file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Content(u128);

impl Content {
    /// In whatever order the keys come.
    fn of(prints: &HashMap<Print, Print>) -> Self {
        let number = |print: Print| u128::from_le_bytes(print.0);
        // Keys and values are hashes already; the product keeps them together.
        let pair = |(key, value): (&Print, &Print)| {
            number(*key).wrapping_mul(number(*value) | 1).rotate_left(17) ^ number(*value)
        };
        let sum = |whole: bool| {
            let some = prints.iter().filter(|(key, _)| is_whole(**key) == whole);
            some.map(pair).fold(0, u128::wrapping_add)
        };
        let has_keys = prints.keys().any(|key| !is_whole(*key));
        Self(sum(!has_keys))
    }
}

impl Print {
    /// The hash of a change's key.
    pub fn of_change(change: &Change) -> Self {
        Self::of_place(change.kind, change.document.as_deref(), &change.key)
    }

    fn of_place(kind: UnitKind, document: Option<&str>, key: &Key) -> Self {
        let mut text = Text::default();
        text.part(match kind {
            UnitKind::Config => "config",
            UnitKind::Flag => "flag",
            UnitKind::File => "file",
        });
        text.part(if document.is_some() { "document" } else { "" });
        text.part(document.unwrap_or_default());
        text.part(&key.to_string());
        text.print()
    }

    /// The hash of a value. Equal values have equal hashes.
    pub fn of_value(value: &Value) -> Self {
        let mut text = Text::default();
        text.value(value);
        text.print()
    }

    fn of_file(mode: FileMode, blob: ObjectId) -> Self {
        Self::of_value(&Value::File(promote_model::FileValue { blob, mode, size: 0 }))
    }
}

impl FilePrints {
    /// The hashes of one side of a pair; empty if the file is absent. With a translator, values that are equal up to the names
    /// of the environments have equal hashes.
    pub fn of(pair: &FilePair, end: Side, rules: &KeyRules, translator: Option<&Translator>) -> Self {
        let file = match end {
            Side::Source => &pair.source,
            Side::Target => &pair.target,
        };
        let Some(file) = file else { return Self::default() };
        let mut all = HashMap::new();
        let names = pair.names();
        let of_file = translator.map(|translator| translator.of_file(&names, rules));
        pair.for_each(end, rules, &mut |found| {
            let config = found.config();
            let document = config.document.as_deref();
            let normal = of_file.as_ref().and_then(|of_file| of_file.normal(document, &config.key, &config.value));
            let value = Print::of_value(normal.as_ref().unwrap_or(&config.value));
            all.insert(Print::of_place(config.kind, document, &config.key), value);
        });
        let whole = Print::of_place(UnitKind::File, None, &Key::root());
        all.insert(whole, Print::of_file(file.value.mode, file.value.blob));
        all.into_iter().collect()
    }

    /// The hash of the value of a key.
    pub(super) fn get(&self, key: Print) -> Option<Print> {
        self.prints.get(&key).copied()
    }

    /// The hash of all keys.
    pub(super) fn content(&self) -> Content {
        self.content
    }

    /// The number of keys, with that of the whole file.
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether the file is absent.
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// All keys with their values.
    pub fn iter(&self) -> impl Iterator<Item = (Print, Print)> {
        self.prints.iter().map(|(key, value)| (*key, *value))
    }
}

impl FromIterator<(Print, Print)> for FilePrints {
    fn from_iter<I: IntoIterator<Item = (Print, Print)>>(all: I) -> Self {
        let prints = all.into_iter().collect();
        Self { content: Content::of(&prints), prints }
    }
}

/// A text of parts, each with its length, so that different lists of parts never have one text.
#[derive(Default)]
struct Text(Sha256);

impl Text {
    fn part(&mut self, part: &str) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.part("null"),
            Value::Bool(value) => self.part(if *value { "true" } else { "false" }),
            Value::Token(text) => self.named("token", text),
            Value::String(text) => self.named("string", text),
            Value::List(items) => {
                self.named("list", &items.len().to_string());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Map(entries) => {
                // The order of keys does not matter.
                let mut sorted: Vec<&(String, Value)> = entries.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                self.named("map", &sorted.len().to_string());
                for (key, value) in sorted {
                    self.part(key);
                    self.value(value);
                }
            }
            Value::Tagged(tag, value) => {
                self.named("tagged", tag);
                self.value(value);
            }
            Value::File(file) => self.named("file", &format!("{:o} {}", file.mode.bits(), file.blob)),
            Value::Secret(blob) => self.named("secret", &blob.to_string()),
        }
    }

    fn named(&mut self, kind: &str, text: &str) {
        self.part(kind);
        self.part(text);
    }

    fn print(self) -> Print {
        let mut print = [0; 16];
        print.copy_from_slice(&self.0.finalize()[..16]);
        Print(print)
    }
}

/// Whether this is the hash of the key of a whole file.
pub(super) fn is_whole(key: Print) -> bool {
    static WHOLE: std::sync::OnceLock<Print> = std::sync::OnceLock::new();
    key == *WHOLE.get_or_init(|| Print::of_place(UnitKind::File, None, &Key::root()))
}
