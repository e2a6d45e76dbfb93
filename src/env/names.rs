//! What a file and its documents can be called: what patterns are matched against.

use super::content::File;
use super::diff::Pair;
use super::documents::document_names;
use super::keys::{Keys, Spellings};
use crate::model::{Key, Pattern};

/// The names of one file.
#[derive(Debug)]
pub struct Names<'a> {
    /// The logical name, then the paths.
    pub files: Vec<&'a str>,
    /// What the document of each side is called, where there is only one and it carries no name: an
    /// address may name it all the same.
    lone: Vec<String>,
    /// Whether nobody knows what the document is called.
    unread: bool,
    /// Whether a key may stand beside another that it is the beginning of.
    pub flat: bool,
    /// Which part of it is configuration; what is bound there has a name on each side.
    keys: &'a Keys,
}

impl Pair {
    /// The ways to name this file and what is in it.
    pub fn names(&self) -> Names<'_> {
        let paths = self.sides().map(|file| file.path.as_str());
        let files = std::iter::once(self.file.as_str()).chain(paths).collect();
        let parsed = self.sides().filter_map(File::parsed).filter(|_| !self.naming.several);
        let lone = parsed.flat_map(|parsed| document_names(&parsed.tree, &self.naming)).collect();
        let flat = self.sides().any(|file| file.format.is_flat());
        Names { files, lone, unread: false, flat, keys: &self.keys }
    }
}

impl<'a> Names<'a> {
    /// Of a file that is not read: a document that carries no name may be called anything.
    pub fn unread(files: Vec<&'a str>, keys: &'a Keys) -> Self {
        Self { files, lone: Vec::new(), unread: true, flat: false, keys }
    }

    /// The ways to spell a key of this file.
    pub fn spellings(&self, key: &Key) -> Spellings {
        self.keys.spellings(key)
    }

    /// Whether a pattern matches a config of this file.
    pub fn match_config(&self, pattern: &Pattern, document: Option<&str>, key: &Spellings) -> bool {
        pattern.matches_file(&self.files) && self.match_key(pattern, document, key)
    }

    /// The same for a pattern that is known to match the file.
    pub fn match_key(&self, pattern: &Pattern, document: Option<&str>, key: &Spellings) -> bool {
        key.match_key(pattern, document)
            || document.is_none() && self.lone.iter().any(|name| key.match_key(pattern, Some(name)))
            || document.is_none() && self.unread && key.match_key_of_any(pattern)
    }
}
