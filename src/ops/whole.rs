//! Files that are one config as a whole, and what is said to somebody who asks for a key in one.

use std::collections::{HashMap, HashSet};

use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::select::Selector;
use promote_model::text::enumerate;
use promote_model::{FileMode, Pattern};

/// A file that is not read by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WholeFile {
    /// Its path.
    pub(crate) path: String,
    /// Why, where its format is one that is.
    pub(crate) reason: Option<String>,
    /// Whether it is a symlink.
    pub(crate) link: bool,
    /// Whether only a part of it would be configuration, so that it is no config at all.
    pub(crate) part: bool,
}

impl WholeFile {
    /// Those of a pair: its sides that are not read by key.
    pub(crate) fn of(pair: &FilePair) -> impl Iterator<Item = Self> {
        let part = !pair.keys.is_empty();
        let whole = pair.sides().filter(|file| file.parsed().is_none());
        whole.map(move |file| Self {
            path: file.path.clone(),
            reason: pair.unreadable_reason(file),
            link: file.value.mode == FileMode::Symlink,
            part,
        })
    }

    /// What it is, in words.
    pub(crate) fn words(&self) -> String {
        let what = if self.part { "is not read by key" } else { "is one config as a whole" };
        format!("{} {what}: {}", self.path, self.why())
    }

    /// What several are, in words; those with one reason together.
    pub(crate) fn all_in_words(files: &[Self]) -> Vec<String> {
        let mut reasons: Vec<&str> = files.iter().map(Self::why).collect();
        let mut seen = HashSet::new();
        reasons.retain(|reason| seen.insert(*reason));
        let words = |reason: &str| {
            let alike: Vec<&Self> = files.iter().filter(|f| f.why() == reason).collect();
            let paths: Vec<&str> = alike.iter().map(|f| f.path.as_str()).collect();
            match alike.as_slice() {
                [file] => file.words(),
                [first, ..] if first.part => format!("{} are not read by key: {reason}", enumerate(&paths, "and")),
                _ => format!("{} are one config each: {reason}", enumerate(&paths, "and")),
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
pub(crate) struct UnsearchableFiles {
    /// That should have been read by key, and hold perhaps what was asked for.
    pub(crate) files: Vec<WholeFile>,
    /// By logical name, those of which one side could have been read: the other side.
    halves: HashMap<String, WholeFile>,
}

impl UnsearchableFiles {
    /// Notes a file that patterns were tried on; `hits` says which of them took it as a whole.
    pub(crate) fn note<'p>(&mut self, pair: &FilePair, patterns: impl IntoIterator<Item = (&'p Pattern, bool)>) {
        if pair.is_keyed() {
            return;
        }
        if let Some(other) = WholeFile::of(pair).next() {
            self.halves.insert(pair.file.clone(), other);
        }
        let names = pair.names();
        let mut patterns = patterns.into_iter().peekable();
        // It would be said of a whole file beside the file itself; a part of one is not there to be shown.
        if !pair.keys.is_empty() && patterns.peek().is_none() {
            self.files.extend(WholeFile::of(pair).next());
        }
        let mut asked = patterns.filter(|(pattern, _)| pattern.matches_file(&names.files)).peekable();
        if asked.peek().is_some() && asked.all(|(_, hit)| !hit) {
            self.files.extend(WholeFile::of(pair).find(|file| file.reason.is_some()));
        }
    }

    /// The other side of a file that is one config for its sake alone.
    pub(crate) fn other_half(&self, file: &File, logical: &str) -> Option<&WholeFile> {
        self.halves.get(logical).filter(|_| file.parsed().is_some())
    }
}

/// Whether a selector asks for something in a file of these names: only where it names the file.
pub(crate) fn asks_for(selector: &Selector, names: &[&str]) -> bool {
    matches!(selector, Selector::Pattern(pattern) if pattern.names_file() && pattern.matches_file(names))
}
