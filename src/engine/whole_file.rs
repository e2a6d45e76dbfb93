//! Files that promote does not read by key, and the messages for users who select a key in one.

use std::collections::{HashMap, HashSet};

use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::select::Selector;
use promote_model::text::enumerate;
use promote_model::{FileMode, Pattern};

/// A file that is not read by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WholeFile {
    /// The path.
    pub(crate) path: String,
    /// Why it could not be read, where its format has keys.
    pub(crate) reason: Option<String>,
    /// Whether the file is a symlink.
    pub(crate) link: bool,
    /// Whether `keys:` selects a part of the file. Then the file is not configuration as a whole either.
    pub(crate) part: bool,
}

impl WholeFile {
    /// The sides of a pair that are not read by key.
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

    /// `FILE is promoted as a whole file: REASON`
    pub(crate) fn message(&self) -> String {
        let what = if self.part { "is not read by key" } else { "is promoted as a whole file" };
        format!("{} {what}: {}", self.path, self.why())
    }

    /// The messages for several files; files with the same reason share one.
    pub(crate) fn messages(files: &[Self]) -> Vec<String> {
        let mut reasons: Vec<&str> = files.iter().map(Self::why).collect();
        let mut seen = HashSet::new();
        reasons.retain(|reason| seen.insert(*reason));
        let message = |reason: &str| {
            let alike: Vec<&Self> = files.iter().filter(|f| f.why() == reason).collect();
            let paths: Vec<&str> = alike.iter().map(|f| f.path.as_str()).collect();
            match alike.as_slice() {
                [file] => file.message(),
                [first, ..] if first.part => format!("{} are not read by key: {reason}", enumerate(&paths, "and")),
                _ => format!("{} are promoted as whole files: {reason}", enumerate(&paths, "and")),
            }
        };
        reasons.into_iter().map(message).collect()
    }

    fn why(&self) -> &str {
        let kind = if self.link { "the file is a symlink" } else { "promote does not read this format by key" };
        self.reason.as_deref().unwrap_or(kind)
    }
}

/// Differing files in which a selection could not look for keys.
#[derive(Debug, Default)]
pub(crate) struct UnsearchableFiles {
    /// Files whose format has keys, and which may hold the selected ones.
    pub(crate) files: Vec<WholeFile>,
    /// The unreadable side of files with one readable side, by logical name.
    halves: HashMap<String, WholeFile>,
}

impl UnsearchableFiles {
    /// Notes a file that was searched with patterns, each with whether it selected the whole file.
    pub(crate) fn note<'p>(&mut self, pair: &FilePair, patterns: impl IntoIterator<Item = (&'p Pattern, bool)>) {
        if pair.is_keyed() {
            return;
        }
        if let Some(other) = WholeFile::of(pair).next() {
            self.halves.insert(pair.file.clone(), other);
        }
        let names = pair.names();
        let mut patterns = patterns.into_iter().peekable();
        // Output already explains a whole file next to the file itself, but an unreadable part is not in the output.
        if !pair.keys.is_empty() && patterns.peek().is_none() {
            self.files.extend(WholeFile::of(pair).next());
        }
        let mut asked = patterns.filter(|(pattern, _)| pattern.matches_file(&names.files)).peekable();
        if asked.peek().is_some() && asked.all(|(_, hit)| !hit) {
            self.files.extend(WholeFile::of(pair).find(|file| file.reason.is_some()));
        }
    }

    /// The unreadable side that makes a readable file move as a whole.
    pub(crate) fn other_half(&self, file: &File, logical: &str) -> Option<&WholeFile> {
        self.halves.get(logical).filter(|_| file.parsed().is_some())
    }
}

/// Whether a selector names a file with one of these names.
pub(crate) fn asks_for(selector: &Selector, names: &[&str]) -> bool {
    matches!(selector, Selector::Pattern(pattern) if pattern.names_file() && pattern.matches_file(names))
}
