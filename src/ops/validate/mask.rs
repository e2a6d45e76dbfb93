//! What a command wrote, without the secrets that it was shown: wherever the text of one stands, the mask does.

use std::collections::BTreeSet;

use crate::env::diff::spelling;
use crate::env::keys::End;
use crate::env::secrets::{NO_BLOB, Veil, hidden};
use crate::model::Value;
use crate::model::value::MASK;
use crate::ops::OpError;
use crate::store::Store;
use crate::store::environment::Side;

/// A shorter text is no secret, in bytes: it would stand anywhere by chance.
const SHORTEST: usize = 4;

/// The texts that are not shown, the longest first.
#[derive(Debug, Default)]
pub struct Mask {
    texts: Vec<String>,
}

impl Mask {
    /// Of all secrets of an environment.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn of(store: &Store, side: &Side) -> Result<Self, OpError> {
        let mut texts = BTreeSet::new();
        for (logical, entry) in store.files(side)? {
            let pair = store.alone(&side.matcher, &logical, &entry)?;
            let names = pair.names();
            let veil = Veil::of(&names, &store.rules);
            if veil.is_empty() {
                continue;
            }
            for config in pair.configs(End::Source, &store.rules) {
                let Some(shown) = veil.value(config.document.as_deref(), &config.key, &config.value, NO_BLOB) else {
                    continue;
                };
                hidden(&shown, &config.value).into_iter().for_each(|value| note(value, &mut texts));
                // A scalar may be spelled with escapes.
                if let (Value::Secret(_), Some(file)) = (&shown, pair.source.as_deref()) {
                    add(spelling(&config, file).trim().trim_matches(['"', '\'']), &mut texts);
                }
            }
        }
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Ok(Self { texts })
    }

    /// A text with the mask over it.
    pub fn over(&self, text: String) -> String {
        self.texts.iter().fold(text, |text, secret| text.replace(secret, MASK))
    }
}

fn note(value: &Value, texts: &mut BTreeSet<String>) {
    let (Value::String(text) | Value::Number(text)) = value else { return };
    add(text, texts);
    // As JSON spells it.
    let json = serde_json::Value::from(text.as_str()).to_string();
    add(json.trim_matches('"'), texts);
}

/// A text, and each of its lines: programs indent.
fn add(text: &str, texts: &mut BTreeSet<String>) {
    let pieces = std::iter::once(text).chain(text.lines().map(str::trim));
    texts.extend(pieces.filter(|piece| piece.len() >= SHORTEST).map(str::to_owned));
}
