//! The rule of translation from one environment into another: a pairing, and the keys that it is for.

use super::normal::Normaliser;
use super::pairing::Pairing;
use crate::env::change::{Change, UnitKind};
use crate::env::flatten::KeyRules;
use crate::env::names::FileNames;
use crate::env::secrets::{NO_BLOB, Redactor};
use promote_model::{Key, Pattern, Step, Value};

/// Translates values from one environment into another.
#[derive(Debug, Clone)]
pub struct Translator {
    /// The names.
    pub pairing: Pairing,
    /// Patterns of the keys that are translated; all keys if empty.
    pub only: Vec<Pattern>,
    /// Patterns of keys that are not.
    pub not: Vec<Pattern>,
}

impl Translator {
    /// Whether the patterns cover a key.
    fn covers(&self, names: &FileNames<'_>, document: Option<&str>, key: &Key) -> bool {
        if self.pairing.is_empty() {
            return false;
        }
        if self.only.is_empty() && self.not.is_empty() {
            return true;
        }
        let key = names.spellings(key);
        let any = |patterns: &[Pattern]| patterns.iter().any(|p| names.match_config(p, document, &key));
        (self.only.is_empty() || any(&self.only)) && !any(&self.not)
    }

    /// The rule for the keys of one file.
    pub fn of_file<'a>(&'a self, names: &'a FileNames<'a>, rules: &'a KeyRules) -> FileTranslator<'a> {
        let (redactor, normaliser) = (Redactor::of(names, rules), self.pairing.normaliser());
        FileTranslator { translator: self, names, redactor, normaliser }
    }

    /// Whether a value of the source and one of the target are equal up to the names of the environments, at a key that is
    /// translated. [`FileTranslator::same`] also asks whether it is.
    pub fn same(&self, source: &Value, target: &Value) -> bool {
        self.pairing.same(source, target)
    }
}

/// The translation of the values of one file.
#[derive(Debug)]
pub struct FileTranslator<'a> {
    translator: &'a Translator,
    names: &'a FileNames<'a>,
    redactor: Redactor<'a>,
    normaliser: Normaliser,
}

impl FileTranslator<'_> {
    /// Whether two values of a key are equal, up to the names of the environments if the key is translated.
    pub fn same(&self, document: Option<&str>, key: &Key, source: &Value, target: &Value) -> bool {
        source == target || self.translator.pairing.is_translation(source, target) && self.covers(document, key, source)
    }

    /// The form of a value in which the names of both environments are alike; `None` where that is the value itself. Two
    /// values of a key that are [`same`](Self::same) have one form, on either side.
    pub fn normal(&self, document: Option<&str>, key: &Key, value: &Value) -> Option<Value> {
        self.normaliser.normal(value).filter(|_| self.covers(document, key, value))
    }

    /// The source's value of a change, if it may be translated.
    pub(super) fn value<'c>(&self, change: &'c Change) -> Option<&'c Value> {
        let value = &change.source.as_ref()?.value;
        let (document, key) = change.place();
        (change.kind != UnitKind::File && self.covers(document, key, value)).then_some(value)
    }

    fn covers(&self, document: Option<&str>, key: &Key, value: &Value) -> bool {
        !is_identity(document, key)
            && self.translator.covers(self.names, document, key)
            && self.redactor.value(document, key, value, NO_BLOB).is_none()
    }
}

/// Whether the value at a key is a part of keys: it tells elements of a list or documents of a file apart.
fn is_identity(document: Option<&str>, key: &Key) -> bool {
    let element = match key.steps() {
        [.., Step::Element { field, .. }] => field.is_empty(),
        [.., Step::Element { field, .. }, Step::Name(name)] => field == name,
        _ => false,
    };
    let titles = ["kind", "metadata.name", "spring.config.activate.on-profile"];
    let title = |document: &str| {
        let key = key.to_string();
        titles.contains(&key.as_str()) || key == "metadata.namespace" && document.matches('/').count() > 1
    };
    element || document.is_some_and(title)
}
