//! Words in a text, and texts whose words mean nothing.

use crate::env::named::is_device;

/// Whether a text has a word.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| is_at(text, at, word))
}

/// Whether a word is at a place of a text, with no letter or digit beside it. An end of the word that is itself neither
/// (`-staging` in a listed pair) may follow anything.
pub(super) fn is_at(text: &str, at: usize, word: &str) -> bool {
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
