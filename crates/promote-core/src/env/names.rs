//! The names of a file and its documents, which patterns are matched against.

use std::collections::HashMap;

use super::content::File;
use super::diff::FilePair;
use super::documents::{called, without_space};
use super::keys::{KeyPrefixes, KeySpellings};
use promote_model::{Key, Pattern};

/// The names of one file.
#[derive(Debug)]
pub struct FileNames<'a> {
    /// The logical name, then the paths.
    pub files: Vec<&'a str>,
    /// The names of the only document on each side, which keys do not carry: an address
    /// may name it nevertheless.
    lone: Vec<String>,
    /// Other names of documents, by the name used in keys.
    also: HashMap<String, Vec<String>>,
    /// Whether the names of documents are unknown because the file was not read.
    unread: bool,
    /// Whether a key may be a prefix of another key in the same file.
    pub(crate) flat: bool,
    /// The key prefixes; a bound step has a name on each side.
    keys: &'a KeyPrefixes,
}

impl FilePair {
    /// The names of this file and its documents.
    pub fn names(&self) -> FileNames<'_> {
        let paths = self.sides().map(|file| file.path.as_str()).chain(self.elsewhere.as_deref());
        let files = std::iter::once(self.file.as_str()).chain(paths).collect();
        let (mut lone, mut also) = (Vec::new(), HashMap::<String, Vec<String>>::new());
        for names in self.sides().filter_map(File::parsed).flat_map(|parsed| called(&parsed.tree, &self.naming)) {
            match names.split_first() {
                Some((name, others)) if self.naming.several && !others.is_empty() => {
                    also.entry(name.clone()).or_default().extend_from_slice(others);
                }
                _ if self.naming.several => {}
                _ => lone.extend(names),
            }
        }
        let flat = self.sides().any(|file| file.format.is_flat());
        FileNames { files, lone, also, unread: false, flat, keys: &self.keys }
    }
}

impl<'a> FileNames<'a> {
    /// The names of a file that is not read: its documents may have any name.
    pub fn unread(files: Vec<&'a str>, keys: &'a KeyPrefixes) -> Self {
        Self { files, lone: Vec::new(), also: HashMap::new(), unread: true, flat: false, keys }
    }

    /// The spellings of a key in this file.
    pub fn spellings(&self, key: &Key) -> KeySpellings {
        self.keys.spellings(key)
    }

    /// Whether a pattern matches a key of this file.
    pub fn match_config(&self, pattern: &Pattern, document: Option<&str>, key: &KeySpellings) -> bool {
        pattern.takes_file(&self.files) || pattern.matches_file(&self.files) && self.match_key(pattern, document, key)
    }

    /// The same for a pattern that is known to match the file.
    pub(crate) fn match_key(&self, pattern: &Pattern, document: Option<&str>, key: &KeySpellings) -> bool {
        let by = |names: &[String]| names.iter().any(|name| key.match_key(pattern, Some(name)));
        key.match_key(pattern, document)
            || match document {
                None => by(&self.lone),
                Some(name) => self.also.get(name).is_some_and(|names| by(names)),
            }
            || self.unread && self.match_unread(pattern, document, key)
    }

    /// The same, if the pattern matches the key itself, and not only a key above it.
    pub(crate) fn match_key_itself(&self, pattern: &Pattern, document: Option<&str>, key: &KeySpellings) -> bool {
        let by = |names: &[String]| names.iter().any(|name| key.match_key_itself(pattern, Some(name)));
        key.match_key_itself(pattern, document)
            || match document {
                None => by(&self.lone),
                Some(name) => self.also.get(name).is_some_and(|names| by(names)),
            }
    }

    /// For a file that is not read: a document without a name, or with only a position, may have any name.
    fn match_unread(&self, pattern: &Pattern, document: Option<&str>, key: &KeySpellings) -> bool {
        match document {
            Some(name) if !name.bytes().all(|b| b.is_ascii_digit()) => {
                without_space(name).is_some_and(|name| key.match_key(pattern, Some(&name)))
            }
            _ => key.match_key_of_any(pattern),
        }
    }
}
