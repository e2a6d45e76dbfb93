//! What a command wrote, without the secrets that it was shown: wherever the text of one stands, the mask does.

use std::collections::BTreeSet;

use crate::ops::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::secret_texts::{add, of_file};
use promote_core::env::secrets::Redactor;
use promote_model::Key;
use promote_model::value::MASK;

/// The texts that are not shown, the longest first.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    texts: Vec<String>,
}

impl Mask {
    /// Of all secrets of an environment, and of what stands in its files beside it.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(crate) fn of(store: &Store, side: &EnvSnapshot) -> Result<Self, OpError> {
        let mut texts = BTreeSet::new();
        for (logical, entry) in store.files(side)? {
            // A command sees all of a file, also what lies beside the environment's part.
            let pair = store.alone(&side.matcher, &logical, &entry)?.with_rest();
            let names = pair.names();
            let veil = Redactor::of(&names, &store.rules);
            if !veil.is_empty() {
                of_file(&pair, &veil, &store.rules, &mut texts);
                if !pair.is_keyed() && veil.covers(None, &Key::root()) {
                    add(&String::from_utf8_lossy(&store.repo.read_blob(entry.blob)?), &mut texts);
                }
            }
        }
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Ok(Self { texts })
    }

    /// A text with the mask over it.
    pub(crate) fn over(&self, text: String) -> String {
        self.texts.iter().fold(text, |text, secret| text.replace(secret, MASK))
    }
}
