//! The same logical file in two environments.

use std::sync::Arc;

use crate::env::content::{File, FileContent};
use crate::env::documents::DocumentNaming;
use crate::env::flatten::holds_nothing;
use crate::env::keys::KeyPrefixes;
use crate::env::lists::ListView;
use promote_format::Parsed;
use promote_model::FileMode;

/// The same logical file in two environments; at least one side is there.
#[derive(Debug, Clone)]
pub struct FilePair {
    /// The logical name.
    pub file: String,
    /// The source's file.
    pub source: Option<Arc<File>>,
    /// The target's file.
    pub target: Option<Arc<File>>,
    /// Where the side that lacks the file would have it, where that is known.
    pub elsewhere: Option<String>,
    /// How the documents of both sides are called.
    pub naming: DocumentNaming,
    /// Which part of the file is configuration, where not all of it is.
    pub keys: KeyPrefixes,
    /// How the lists are seen that the changes in play speak of, where some are.
    pub seen: ListView,
}

impl FilePair {
    /// Puts two sides together.
    pub fn new(file: &str, source: Option<Arc<File>>, target: Option<Arc<File>>) -> Self {
        let (naming, keys, seen) = (DocumentNaming::default(), KeyPrefixes::default(), ListView::default());
        let mut pair = Self { file: file.to_owned(), source, target, elsewhere: None, naming, keys, seen };
        let naming = DocumentNaming::of(pair.sides().filter_map(File::parsed).map(|parsed| &parsed.tree));
        pair.naming = naming;
        pair
    }

    /// The same where only a part of the file is configuration.
    #[must_use]
    pub fn with_keys(self, keys: KeyPrefixes) -> Self {
        Self { keys, ..self }
    }

    /// The files that are there.
    pub fn sides(&self) -> impl Iterator<Item = &File> {
        [&self.source, &self.target].into_iter().flatten().map(Arc::as_ref)
    }

    /// The same with all of the file, where only a part of it is configuration.
    #[must_use]
    pub fn with_rest(&self) -> Self {
        Self { keys: self.keys.with_rest(), ..self.clone() }
    }

    /// Files that should be read by key and are not: path and reason.
    pub fn unreadable(&self) -> Vec<(String, String)> {
        let reason = |file: &File| Some((file.path.clone(), self.unreadable_reason(file)?));
        let mut files: Vec<_> = self.sides().filter_map(reason).collect();
        // Both sides may be parts of one file.
        files.dedup();
        files
    }

    /// Why a side is not read by key although it should be: where only a part of a file is
    /// configuration, every file should.
    pub fn unreadable_reason(&self, file: &File) -> Option<String> {
        let reason = match (&file.content, file.value.mode) {
            _ if self.keys.is_empty() => file.unreadable()?,
            (FileContent::Whole(None), FileMode::Symlink) => "it is a symlink",
            (FileContent::Whole(None), _) => {
                "no format is known by its name; give it one with 'format' in promote.yaml"
            }
            _ => file.unreadable()?,
        };
        Some(reason.to_owned())
    }

    /// Whether all sides are read by key. One that is not makes the file one config on both. So is a
    /// file that only one side has and that holds nothing (comments, `{}`): else it could never
    /// move.
    pub fn is_keyed(&self) -> bool {
        let alone = self.sides().count() == 1;
        let holds_something = |parsed: &Parsed| parsed.tree.documents.iter().any(|d| !holds_nothing(&d.root));
        self.sides().all(|file| file.parsed().is_some_and(|parsed| !alone || holds_something(parsed)))
    }
}
