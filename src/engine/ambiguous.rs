//! A key whose value could be translated in several ways.

use promote_core::env::translate::Ambiguity;
use promote_model::text::{enumerate, visible};

/// A selected key whose value names the source by a word that has several forms in the target.
#[derive(Debug)]
pub(crate) struct AmbiguousKey {
    /// The address of the key.
    pub(crate) address: String,
    /// The word and its forms.
    pub(crate) ambiguity: Ambiguity,
}

impl AmbiguousKey {
    /// `values.yaml:url is ambiguous: 'staging' could become 'prod' or 'production'`
    pub(crate) fn message(&self) -> String {
        format!("{} is ambiguous: {}", visible(&self.address), forms(&self.ambiguity))
    }
}

/// `'staging' could become 'prod' or 'production'`
pub(crate) fn forms(ambiguity: &Ambiguity) -> String {
    let forms: Vec<String> = ambiguity.forms.iter().map(|form| format!("'{}'", visible(form))).collect();
    format!("'{}' could become {}", visible(&ambiguity.word), enumerate(&forms, "or"))
}
