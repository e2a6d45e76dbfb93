//! What single files and pairs of files show. Facts are small, so that files can be read in any order and dropped.

use std::collections::BTreeSet;

use promote_format::Format;
use promote_model::{Key, Step};

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) secrets: Vec<SecretFact>,
    pub(super) encrypted: Vec<FileFact>,
    pub(super) flags: Vec<FlagFact>,
    pub(super) formats: Vec<FormatFact>,
    pub(super) own: Vec<OwnFact>,
    /// The names of keys that promotions wrote, by environment.
    pub(super) promoted: BTreeSet<(String, Named)>,
    pub(super) lists: Vec<ListFact>,
    /// Fields that identify the elements of lists today, by the name of the list.
    pub(super) identified: BTreeSet<(Named, String)>,
    pub(super) sets: Vec<SetFact>,
}

impl Facts {
    /// Adds other facts.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.secrets.extend(other.secrets);
        self.encrypted.extend(other.encrypted);
        self.flags.extend(other.flags);
        self.formats.extend(other.formats);
        self.own.extend(other.own);
        self.promoted.extend(other.promoted);
        self.lists.extend(other.lists);
        self.identified.extend(other.identified);
        self.sets.extend(other.sets);
        self
    }
}

impl Facts {
    /// Adds a key that a promotion wrote.
    pub fn add_promoted(&mut self, environment: &str, key: &Key) {
        self.promoted.extend(Named::of(key).map(|named| (environment.to_owned(), named)));
    }
}

impl OwnFact {
    pub(super) fn new(environment: &str, named: Named) -> Self {
        Self {
            environment: environment.to_owned(),
            named,
            places: Vec::new(),
            equal: 0,
            differing: 0,
            pairs: 0,
            by_environment: 0,
            shared: 0,
            unrelated: false,
            lines: false,
        }
    }
}

/// A key, by its last name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The last name, as in a key.
    pub(super) name: String,
    /// Whether it is below another key.
    pub(super) nested: bool,
}

impl Named {
    /// The last name of a key; `None` if it ends with a list element.
    pub(super) fn of(key: &Key) -> Option<Self> {
        let Some(step @ Step::Name(_)) = key.last() else { return None };
        let name = Key::from(vec![step.clone()]).to_string();
        Some(Self { name, nested: key.steps().len() > 1 })
    }

    /// The pattern of all keys with this name.
    pub(super) fn pattern(&self) -> String {
        if self.nested { format!("*.{}", self.name) } else { self.name.clone() }
    }
}

/// A key whose name or value looks like a secret.
#[derive(Debug, Clone)]
pub(super) struct SecretFact {
    /// The pattern that covers it.
    pub(super) pattern: String,
    /// Where it is.
    pub(super) place: String,
    /// What its value looks like, if that is certain.
    pub(super) looks_like: Option<&'static str>,
    /// Whether the name and the value leave no doubt.
    pub(super) sure: bool,
}

/// An encrypted file of an environment.
#[derive(Debug, Clone)]
pub(super) struct FileFact {
    /// The environment.
    pub(super) environment: String,
    /// The logical name.
    pub(super) logical: String,
    /// Why it is not read by key; `None` if it is not encrypted.
    pub(super) reason: Option<String>,
    /// Whether `keep` and `secrets` have it already.
    pub(super) kept: bool,
    pub(super) secret: bool,
}

/// A map that looks like feature flags.
#[derive(Debug, Clone)]
pub(super) struct FlagFact {
    pub(super) pattern: String,
    pub(super) place: String,
    /// The number of flags in it.
    pub(super) flags: usize,
    /// Whether each flag has a switch.
    pub(super) sure: bool,
}

/// A file whose name does not determine a format.
#[derive(Debug, Clone)]
pub(super) struct FormatFact {
    /// The template that takes it, by index.
    pub(super) template: usize,
    /// The file in a template: `*.conf`, or the whole name if it has no extension.
    pub(super) name: String,
    pub(super) place: String,
    /// The format that its content has.
    pub(super) format: Option<Format>,
}

/// Keys of the same name in a file on both sides of an edge of the pipeline.
#[derive(Debug, Clone)]
pub(super) struct OwnFact {
    /// The target.
    pub(super) environment: String,
    pub(super) named: Named,
    /// Where the first of those that differ are.
    pub(super) places: Vec<String>,
    /// How many of them are equal, and how many differ.
    pub(super) equal: usize,
    pub(super) differing: usize,
    /// How many have values that are each other's translation.
    pub(super) pairs: usize,
    /// How many name their environment on both sides, and were never the same.
    pub(super) by_environment: usize,
    /// How many were the same once.
    pub(super) shared: usize,
    /// Whether one of them was never the same, by a history that tells.
    pub(super) unrelated: bool,
    /// Whether a value has several lines.
    pub(super) lines: bool,
}

/// A list of maps that differs and is one key.
#[derive(Debug, Clone)]
pub(super) struct ListFact {
    pub(super) named: Named,
    pub(super) place: String,
    /// The fields that identify the elements on both sides, with the number of elements that both have.
    pub(super) fields: Vec<(String, usize)>,
    /// The number of elements on the side that has fewer.
    pub(super) elements: usize,
}

/// A list of scalars that differs and is one key.
#[derive(Debug, Clone)]
pub(super) struct SetFact {
    pub(super) named: Named,
    pub(super) file: String,
    pub(super) place: String,
    /// The number of elements on both sides, and on one only.
    pub(super) shared: usize,
    pub(super) single: usize,
    /// Whether the elements are in alphabetical order on both sides.
    pub(super) sorted: bool,
}

/// `FILE:KEY`
pub(super) fn place(file: &str, key: &Key) -> String {
    format!("{file}:{key}")
}

/// The last component of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
