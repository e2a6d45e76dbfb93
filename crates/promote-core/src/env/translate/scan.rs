//! Finds the words of a pairing in a text.

use super::pairing::{Pairing, Word};
use crate::env::named::is_device;

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

/// Whether a text has a word.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| is_at(text, at, word))
}

/// Whether a word is at a place of a text, with no letter or digit beside it. An end of the word that is itself neither
/// (`-staging` in a listed pair) may follow anything.
fn is_at(text: &str, at: usize, word: &str) -> bool {
    let Some(after) = text[at..].strip_prefix(word) else { return false };
    let before = &text[..at];
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let joined = |end: Option<char>, beside: Option<char>| alphanumeric(end) && alphanumeric(beside);
    !joined(word.chars().next(), before.chars().next_back())
        && !joined(word.chars().next_back(), after.chars().next())
        && !is_device(before, word, after)
}

/// Whether a text is encrypted or encoded, so that a word in it is there by chance.
pub(super) fn is_opaque(text: &str) -> bool {
    const MARKS: [&str; 7] = ["ENC[", "ENC(", "{cipher}", "$ANSIBLE_VAULT", "vault:v", "-----BEGIN ", "age1"];
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '\n');
    let padded = text.len() >= 8 && text.trim_end_matches('=').chars().all(base64);
    MARKS.iter().any(|mark| text.trim_start().starts_with(mark)) || padded && text.trim_end().ends_with('=')
}
