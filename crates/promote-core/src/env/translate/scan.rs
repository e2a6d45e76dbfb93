//! Finds the words of a pairing in a text.

use super::pairing::{Pairing, Word};
use super::words::is_at;

/// A word of a pairing in a text.
pub(super) struct Hit<'p> {
    /// Its byte offset.
    pub(super) at: usize,
    pub(super) word: &'p Word,
}

impl Pairing {
    /// Whether a text can hold a word: most texts do not.
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.words.iter().any(|word| text.contains(&word.from))
    }

    /// The words in a text, in order. Where several begin at one place, the longest counts.
    pub(super) fn hits<'p>(&'p self, text: &str) -> Vec<Hit<'p>> {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match self.words.iter().find(|word| is_at(text, at, &word.from)) {
                Some(word) => {
                    hits.push(Hit { at, word });
                    at += word.from.len();
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        hits
    }
}
