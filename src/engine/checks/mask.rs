//! Masks secrets in the output of commands.

use std::collections::BTreeSet;

use crate::engine::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::secret_texts::{add, of_file};
use promote_core::env::secrets::Redactor;
use promote_model::Key;
use promote_model::value::MASK;

/// The texts of secrets, the longest first.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    texts: Vec<String>,
}

impl Mask {
    /// All secrets in the files of an environment.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(crate) fn of(store: &Store, side: &EnvSnapshot) -> Result<Self, OpError> {
        let mut texts = BTreeSet::new();
        for (logical, entry) in store.files(side)? {
            // A command sees the whole file, also outside the part selected by `keys:`.
            let pair = store.alone(&side.matcher, &logical, &entry)?.with_rest();
            let names = pair.names();
            let redactor = Redactor::of(&names, &store.rules);
            if !redactor.is_empty() {
                of_file(&pair, &redactor, &store.rules, &mut texts);
                if !pair.is_keyed() && redactor.covers(None, &Key::root()) {
                    add(&String::from_utf8_lossy(&store.repo.read_blob(entry.blob)?), &mut texts);
                }
            }
        }
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Ok(Self { texts })
    }

    /// Masks the secrets in a text.
    pub(crate) fn apply(&self, text: String) -> String {
        self.texts.iter().fold(text, |text, secret| text.replace(secret, MASK))
    }
}
