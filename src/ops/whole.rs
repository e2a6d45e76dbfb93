//! Files that are one config as a whole, and what is said to somebody who asks for a key in one.

use std::collections::HashMap;

use crate::env::content::File;
use crate::env::diff::Pair;
use crate::env::select::Selector;
use crate::model::Pattern;

/// A file that is not read by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeFile {
    /// Its path.
    pub path: String,
    /// Why, where its format is one that is.
    pub reason: Option<String>,
}

impl WholeFile {
    /// `None` for a file that is read by key.
    pub fn of(file: &File) -> Option<Self> {
        let whole = || Self { path: file.path.clone(), reason: file.unreadable().map(str::to_owned) };
        file.parsed().is_none().then(whole)
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        let reason = self.reason.as_deref().unwrap_or("its format is none that is read by key");
        format!("{} is one config as a whole: {reason}", self.path)
    }
}

/// The files among those that differ of which a selection looked at no key.
#[derive(Debug, Default)]
pub struct Unlooked {
    /// That should have been read by key, and hold perhaps what was asked for.
    pub files: Vec<WholeFile>,
    /// By logical name, those of which one side could have been read: the other side.
    halves: HashMap<String, WholeFile>,
}

impl Unlooked {
    /// Notes a file that patterns were tried on; `hits` says which of them took it as a whole.
    pub fn note<'p>(&mut self, pair: &Pair, patterns: impl IntoIterator<Item = (&'p Pattern, bool)>) {
        if pair.keyed() {
            return;
        }
        if let Some(other) = pair.sides().find_map(WholeFile::of) {
            self.halves.insert(pair.file.clone(), other);
        }
        let names = pair.names();
        let mut asked = patterns.into_iter().filter(|(pattern, _)| pattern.matches_file(&names.files)).peekable();
        if asked.peek().is_some() && asked.all(|(_, hit)| !hit) {
            self.files.extend(pair.sides().filter_map(WholeFile::of).filter(|file| file.reason.is_some()));
        }
    }

    /// The other side of a file that is one config for its sake alone.
    pub fn other_half(&self, file: &File, logical: &str) -> Option<&WholeFile> {
        self.halves.get(logical).filter(|_| file.parsed().is_some())
    }
}

/// Whether a selector asks for something in a file of these names: only where it names the file.
pub fn asks_for(selector: &Selector, names: &[&str]) -> bool {
    matches!(selector, Selector::Pattern(pattern) if pattern.names_file() && pattern.matches_file(names))
}
