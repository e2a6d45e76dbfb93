//! Translation: a value that names the source environment names the target instead.
//!
//! ```text
//! staging                           production
//! https://api.staging.acme.com  ->  https://api.production.acme.com
//! ```
//!
//! A [`Pairing`] holds the words that are replaced, and what replaces them. The names of two environments are paired by
//! kind: name with name, capture with capture. Where the kinds disagree, a word has several forms, and the form that the
//! target's value or file already uses counts; else the value is ambiguous. Names are whole words, as in
//! [`named`](super::named), but case-sensitive.
//!
//! ```text
//! pairing   the words and their forms                     value    in a value, and equality up to translation
//! scan      its words in a text                           text     in the text of a file, where keys and comments stay
//! rule      a pairing and the keys that it is for         diff     in the differences of a file
//! ```

mod diff;
#[cfg(test)]
mod law_tests;
mod normal;
mod pair;
mod pairing;
mod rule;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod untranslated;
mod value;
mod words;

pub use normal::Normaliser;
pub use pair::NamePair;
pub use pairing::{Ambiguity, EnvironmentCalls, Pairing};
pub use rule::{FileTranslator, Translator};
pub use untranslated::{Untranslated, Why};
pub use value::Translation;
