//! Files that are one config as a whole, and what is said to somebody who asks for a key in one.

use std::collections::{HashMap, HashSet};

use crate::env::content::File;
use crate::env::diff::Pair;
use crate::env::select::Selector;
use crate::model::text::enumerate;
use crate::model::{FileMode, Pattern};

/// A file that is not read by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeFile {
    /// Its path.
    pub path: String,
    /// Why, where its format is one that is.
    pub reason: Option<String>,
    /// Whether it is a symlink.
    pub link: bool,
}

impl WholeFile {
    /// `None` for a file that is read by key.
    pub fn of(file: &File) -> Option<Self> {
        let reason = || file.unreadable().map(str::to_owned);
        let link = file.value.mode == FileMode::Symlink;
        file.parsed().is_none().then(|| Self { path: file.path.clone(), reason: reason(), link })
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        format!("{} is one config as a whole: {}", self.path, self.why())
    }

    /// What several are, in words; those with one reason together.
    pub fn all_in_words(files: &[Self]) -> Vec<String> {
        let mut reasons: Vec<&str> = files.iter().map(Self::why).collect();
        let mut seen = HashSet::new();
        reasons.retain(|reason| seen.insert(*reason));
        let words = |reason: &str| {
            let paths: Vec<String> = files.iter().filter(|f| f.why() == reason).map(|f| f.path.clone()).collect();
            match paths.as_slice() {
                [path] => format!("{path} is one config as a whole: {reason}"),
                paths => format!("{} are one config each: {reason}", enumerate(paths, "and")),
            }
        };
        reasons.into_iter().map(words).collect()
    }

    fn why(&self) -> &str {
        let kind = if self.link { "it is a symlink" } else { "its format is none that is read by key" };
        self.reason.as_deref().unwrap_or(kind)
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
            let unreadable = |side| WholeFile::of(side).filter(|file| file.reason.is_some());
            self.files.extend(pair.sides().find_map(unreadable));
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
