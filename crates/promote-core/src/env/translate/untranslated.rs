//! Keys that cannot be translated.

use super::pairing::Ambiguity;
use crate::env::change::Change;
use promote_model::Key;

/// A differing key whose value names the source and cannot be translated.
#[derive(Debug, Clone, PartialEq)]
pub struct Untranslated {
    /// The document, in a file with several.
    pub document: Option<String>,
    /// The key.
    pub key: Key,
    /// The reason.
    pub why: Why,
}

/// Why a value cannot be translated.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// A name has several forms in the target.
    Ambiguous(Ambiguity),
    /// The text of the file does not hold the names as they are in the value, or could not be read after the translation.
    Text {
        /// The line of the value, from 1.
        line: usize,
    },
}

impl Untranslated {
    pub(super) fn new(change: &Change, why: Why) -> Self {
        Self { document: change.document.clone(), key: change.key.clone(), why }
    }

    /// Whether this is about a change of the same file.
    pub fn is_about(&self, change: &Change) -> bool {
        (self.document.as_deref(), &self.key) == change.place()
    }
}
