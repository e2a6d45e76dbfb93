//! The rule of translation from one environment into another: a pairing, and the keys that it is for.

use super::pairing::Pairing;
use crate::env::names::FileNames;
use promote_model::{Key, Pattern, Value};

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
    /// Whether the values of a key are translated.
    pub fn covers(&self, names: &FileNames<'_>, document: Option<&str>, key: &Key) -> bool {
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

    /// Whether a value of the source and one of the target are equal up to the names of the environments. Ask
    /// [`covers`](Self::covers) first whether this counts for a key.
    pub fn same(&self, source: &Value, target: &Value) -> bool {
        self.pairing.same(source, target)
    }
}
