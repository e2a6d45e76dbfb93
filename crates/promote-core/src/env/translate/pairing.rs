//! The words that name the source environment, and the forms that name the target.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::NamePair;
use super::words::has_word;

/// A word that names the source in a value, where it has several forms and nothing decides between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguity {
    /// The word.
    pub word: String,
    /// The forms that could replace it.
    pub forms: Vec<String>,
}

/// What an environment is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvironmentCalls {
    /// The name in `promote.yaml`.
    pub name: String,
    /// The values of captures, `env` included.
    pub captures: BTreeMap<String, String>,
    /// The value of `{env}` in each path template that has irregular spellings (`env:`), by position.
    pub spellings: BTreeMap<usize, String>,
}

/// The kind of a name. Only names of the same kind are paired.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind<'a> {
    Name,
    Capture(&'a str),
    Spelling(usize),
}

/// The words that are replaced in values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Longest first.
    pub(super) words: Vec<Word>,
}

/// A word with its forms in the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) from: String,
    /// At least one. The only form of a protected word is the word itself.
    pub(super) forms: Vec<String>,
}

/// The shortest name that is replaced, in characters.
const SHORTEST: usize = 2;

impl EnvironmentCalls {
    fn by_kind(&self) -> BTreeMap<Kind<'_>, &str> {
        let captures = self.captures.iter().map(|(name, text)| (Kind::Capture(name), trimmed(text)));
        let spellings = self.spellings.iter().map(|(at, text)| (Kind::Spelling(*at), trimmed(text)));
        std::iter::once((Kind::Name, self.name.as_str())).chain(captures).chain(spellings).collect()
    }
}

/// A spelling without separators at its ends: `-staging` in `values-staging.yaml`.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

impl Pairing {
    /// Pairs the names of two environments. Longer names of `others` protect the text that they cover: `pre-prod` does not
    /// name `prod`.
    pub fn of_environments(source: &EnvironmentCalls, target: &EnvironmentCalls, others: &[EnvironmentCalls]) -> Self {
        let names = target.by_kind();
        let mut words: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (kind, from) in source.by_kind() {
            let is_name = from.chars().count() >= SHORTEST && from.chars().any(char::is_alphabetic);
            if let Some(to) = names.get(&kind).filter(|to| is_name && !to.is_empty()) {
                words.entry(from).or_default().insert(to);
            }
        }
        // A word that means something else in the target may stay as well.
        for (word, forms) in &mut words {
            if names.values().any(|name| name == word) {
                forms.insert(word);
            }
        }
        let protected: Vec<&str> =
            others.iter().chain([target]).flat_map(|other| other.by_kind().into_values()).collect();
        for other in protected {
            words.entry(other).or_insert_with(|| BTreeSet::from([other]));
        }
        let owned = |forms: BTreeSet<&str>| forms.into_iter().map(str::to_owned).collect();
        Self::new(words.into_iter().map(|(from, forms)| Word { from: from.to_owned(), forms: owned(forms) }).collect())
    }

    /// The pairing of a list of pairs. A word that occurs twice has several forms.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = &'a NamePair>) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for NamePair { from, to } in pairs {
            match words.iter_mut().find(|word| word.from == *from) {
                Some(word) if word.forms.contains(to) => {}
                Some(word) => word.forms.push(to.clone()),
                None => words.push(Word { from: from.clone(), forms: vec![to.clone()] }),
            }
        }
        Self::new(words)
    }

    /// Words that stay as they are matter only if they cover a word that is replaced.
    fn new(mut words: Vec<Word>) -> Self {
        let replaced: Vec<String> = words.iter().filter(|word| !word.stays()).map(|word| word.from.clone()).collect();
        let covers = |word: &Word| replaced.iter().any(|other| word.from != *other && has_word(&word.from, other));
        words.retain(|word| !word.from.is_empty() && (!word.stays() || covers(word)));
        words.sort_by(|a, b| b.from.len().cmp(&a.from.len()).then_with(|| a.from.cmp(&b.from)));
        Self { words }
    }

    /// Whether no word is replaced.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The pairs that the pairing can use, for messages and comparisons.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let replaced = self.words.iter().filter(|word| !word.stays());
        replaced.flat_map(|word| word.forms.iter().map(|form| (word.from.as_str(), form.as_str())))
    }
}

impl Word {
    /// Whether the word is never replaced.
    pub(super) fn stays(&self) -> bool {
        self.forms.iter().all(|form| *form == self.from)
    }
}
