//! Translation of values, and equality up to it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::pair::NamePair;
use super::pairing::{Ambiguity, Pairing, Word};
use super::words::{has_word, is_opaque};
use crate::env::lookalikes::text_looks_like;
use promote_model::Value;

/// The translation of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Translation {
    /// The value names nothing that is replaced.
    Unchanged,
    /// The value names the target instead of the source.
    Translated {
        /// The new value.
        value: Value,
        /// The names that were replaced, in the order of their first occurrence.
        pairs: Vec<NamePair>,
    },
    /// A name has several forms in the target, and nothing decides between them.
    Ambiguous(Ambiguity),
}

impl Pairing {
    /// Translates a value. For a word with several forms, the form counts that alone is in use: `used` is asked at level 0
    /// for the target's own value, and at level 1 for the rest of its file.
    pub fn translate(&self, value: &Value, used: &dyn Fn(usize, &str) -> bool) -> Translation {
        let words = self.words_in(value);
        if words.iter().all(|word| word.stays()) {
            return Translation::Unchanged;
        }
        let mut pairs = Vec::new();
        for word in words {
            match chosen(word, used) {
                Some(form) => pairs.push(NamePair { from: word.from.clone(), to: form.to_owned() }),
                None => {
                    let Word { from, forms } = word.clone();
                    return Translation::Ambiguous(Ambiguity { word: from, forms });
                }
            }
        }
        let value = self.replaced(value, &pairs);
        if pairs.iter().all(|pair| pair.from == pair.to) {
            return Translation::Unchanged;
        }
        Translation::Translated { value, pairs }
    }

    /// Whether a target's value is the source's, or a translation of it.
    pub fn same(&self, source: &Value, target: &Value) -> bool {
        source == target || self.is_translation(source, target)
    }

    /// Whether a target's value is a translation of the source's: each word has one of its forms, everything else is equal.
    pub fn is_translation(&self, source: &Value, target: &Value) -> bool {
        match (source, target) {
            (Value::Map(ours), Value::Map(theirs)) => {
                let same = |(name, value): &(String, Value)| {
                    let other = theirs.iter().find(|(other, _)| other == name);
                    other.is_some_and(|(_, other)| self.is_translation(value, other))
                };
                ours.len() == theirs.len() && ours.iter().all(same)
            }
            (Value::List(ours), Value::List(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().zip(theirs).all(|(ours, theirs)| self.is_translation(ours, theirs))
            }
            (Value::String(ours), Value::String(theirs)) | (Value::Token(ours), Value::Token(theirs)) => {
                if !self.mentions(ours) || is_left(ours) { ours == theirs } else { self.is_text(ours, theirs) }
            }
            (Value::Tagged(tag, ours), Value::Tagged(other, theirs)) => {
                tag == other && if is_left_tag(tag) { ours == theirs } else { self.is_translation(ours, theirs) }
            }
            _ => source == target,
        }
    }

    fn is_text(&self, source: &str, target: &str) -> bool {
        let hits = self.hits(source);
        let mut at = 0;
        let mut pieces: Vec<(&str, &[String])> = Vec::with_capacity(hits.len());
        for hit in &hits {
            pieces.push((&source[at..hit.at], &hit.word.forms));
            at = hit.at + hit.word.from.len();
        }
        fits(&pieces, &source[at..], target)
    }

    /// Whether the pairing replaces exactly these names in a value.
    pub fn gives(&self, source: &Value, pairs: &[NamePair]) -> bool {
        let words = self.words_in(source);
        let given = |(word, pair): (&&Word, &NamePair)| word.from == pair.from && word.forms.contains(&pair.to);
        words.len() == pairs.len() && words.iter().zip(pairs).all(given)
    }

    /// Whether a value holds a word that is always replaced.
    pub fn changes(&self, value: &Value) -> bool {
        self.words_in(value).iter().any(|word| !word.forms.contains(&word.from))
    }

    /// Whether a value holds a word.
    pub(super) fn is_in(&self, value: &Value) -> bool {
        !self.words_in(value).is_empty()
    }

    /// The words in a value, each once, in order.
    fn words_in(&self, value: &Value) -> Vec<&Word> {
        let mut words: Vec<&Word> = Vec::new();
        each_text(value, &mut |text| {
            if !self.mentions(text) || is_left(text) {
                return;
            }
            for hit in self.hits(text) {
                if !words.contains(&hit.word) {
                    words.push(hit.word);
                }
            }
        });
        words
    }

    pub(super) fn replaced(&self, value: &Value, pairs: &[NamePair]) -> Value {
        let again = |value: &Value| self.replaced(value, pairs);
        match value {
            Value::Map(entries) => {
                Value::Map(entries.iter().map(|(name, value)| (name.clone(), again(value))).collect())
            }
            Value::List(items) => Value::List(items.iter().map(again).collect()),
            Value::String(text) => Value::String(self.replaced_text(text, text, pairs).into_owned()),
            Value::Token(text) => Value::Token(self.replaced_text(text, text, pairs).into_owned()),
            Value::Tagged(tag, inner) if !is_left_tag(tag) => Value::Tagged(tag.clone(), Box::new(again(inner))),
            other => other.clone(),
        }
    }

    /// The notation of a text in a file with its words replaced by the chosen forms.
    pub(super) fn replaced_text<'t>(&self, text: &str, notation: &'t str, pairs: &[NamePair]) -> Cow<'t, str> {
        if !self.mentions(notation) || is_left(text) {
            return Cow::Borrowed(notation);
        }
        let forms: HashMap<&str, &str> = pairs.iter().map(|pair| (pair.from.as_str(), pair.to.as_str())).collect();
        let (mut out, mut at) = (String::new(), 0);
        for hit in self.hits(notation) {
            let Some(form) = forms.get(hit.word.from.as_str()) else { continue };
            out.push_str(&notation[at..hit.at]);
            out.push_str(form);
            at = hit.at + hit.word.from.len();
        }
        if at == 0 {
            return Cow::Borrowed(notation);
        }
        out.push_str(&notation[at..]);
        Cow::Owned(out)
    }
}

/// The only form of a word, or the only one in use.
fn chosen<'w>(word: &'w Word, used: &dyn Fn(usize, &str) -> bool) -> Option<&'w str> {
    if let [form] = word.forms.as_slice() {
        return Some(form);
    }
    for level in [0, 1] {
        let mut forms = word.forms.iter().filter(|form| used(level, form));
        if let (Some(form), None) = (forms.next(), forms.next()) {
            return Some(form);
        }
    }
    None
}

/// Whether a text is the pieces, each followed by one of its forms, and the end.
fn fits(pieces: &[(&str, &[String])], end: &str, text: &str) -> bool {
    let Some(((before, forms), rest)) = pieces.split_first() else { return text == end };
    let Some(text) = text.strip_prefix(before) else { return false };
    forms.iter().any(|form| text.strip_prefix(form.as_str()).is_some_and(|text| fits(rest, end, text)))
}

/// Whether a value, or a value in it, has a word.
pub(super) fn value_has_word(value: &Value, word: &str) -> bool {
    let mut found = false;
    each_text(value, &mut |text| found |= has_word(text, word));
    found
}

/// Calls `take` for each text in a value, except those that a tag protects.
pub(super) fn each_text<'v>(value: &'v Value, take: &mut dyn FnMut(&'v str)) {
    match value {
        Value::Map(entries) => entries.iter().for_each(|(_, value)| each_text(value, take)),
        Value::List(items) => items.iter().for_each(|value| each_text(value, take)),
        Value::String(text) | Value::Token(text) => take(text),
        Value::Tagged(tag, inner) if !is_left_tag(tag) => each_text(inner, take),
        _ => {}
    }
}

/// Whether a text is never translated: it is encrypted, encoded or looks like a secret.
pub(super) fn is_left(text: &str) -> bool {
    is_opaque(text) || text_looks_like(text).is_some()
}

/// Whether values with this tag are never translated: they are binary or encrypted.
pub(super) fn is_left_tag(tag: &str) -> bool {
    ["binary", "vault", "encrypted"].iter().any(|word| tag.contains(word))
}
