//! The same logical file in two environments.

use std::sync::Arc;

use crate::env::content::{File, FileContent};
use crate::env::documents::DocumentNaming;
use crate::env::flatten::holds_nothing;
use crate::env::keys::KeyPrefixes;
use crate::env::lists::ListView;
use promote_format::Parsed;
use promote_model::FileMode;

/// The same logical file in two environments; at least one side is present.
#[derive(Debug, Clone)]
pub struct FilePair {
    /// The logical name.
    pub file: String,
    /// The source's file.
    pub source: Option<Arc<File>>,
    /// The target's file.
    pub target: Option<Arc<File>>,
    /// The path that the file would have on the side that lacks it, if known.
    pub elsewhere: Option<String>,
    /// How documents are named on both sides.
    pub naming: DocumentNaming,
    /// The key prefixes; empty if the whole file is configuration.
    pub keys: KeyPrefixes,
    /// How the changes being applied read the lists; empty if there are none.
    pub seen: ListView,
    /// For a rollback: the target's file as the promotion wrote it.
    pub promoted: Option<Arc<File>>,
}

impl FilePair {
    /// Pairs two files.
    pub fn new(file: &str, source: Option<Arc<File>>, target: Option<Arc<File>>) -> Self {
        let (naming, keys, seen) = (DocumentNaming::default(), KeyPrefixes::default(), ListView::default());
        let mut pair =
            Self { file: file.to_owned(), source, target, elsewhere: None, naming, keys, seen, promoted: None };
        let naming = DocumentNaming::of(pair.sides().filter_map(File::parsed).map(|parsed| &parsed.tree));
        pair.naming = naming;
        pair
    }

    /// The same with key prefixes.
    #[must_use]
    pub fn with_keys(self, keys: KeyPrefixes) -> Self {
        Self { keys, ..self }
    }

    /// The files that are present.
    pub fn sides(&self) -> impl Iterator<Item = &File> {
        [&self.source, &self.target].into_iter().flatten().map(Arc::as_ref)
    }

    /// The same including keys outside of the prefixes.
    #[must_use]
    pub fn with_rest(&self) -> Self {
        Self { keys: self.keys.with_rest(), ..self.clone() }
    }

    /// The files that could not be parsed although they should be, with the reason.
    pub fn unreadable(&self) -> Vec<(String, String)> {
        let reason = |file: &File| Some((file.path.clone(), self.unreadable_reason(file)?));
        let mut files: Vec<_> = self.sides().filter_map(reason).collect();
        // Both sides may be the same file.
        files.dedup();
        files
    }

    /// Why a file is not parsed although it should be; with key prefixes, every file should
    /// be.
    pub fn unreadable_reason(&self, file: &File) -> Option<String> {
        let reason = match (&file.content, file.value.mode) {
            _ if self.keys.is_empty() => file.unreadable()?,
            (FileContent::Whole(None), FileMode::Symlink) => "it is a symlink",
            (FileContent::Whole(None), _) => "its name does not determine a format; set 'format' in promote.yaml",
            _ => file.unreadable()?,
        };
        Some(reason.to_owned())
    }

    /// Whether all sides are parsed into keys. If one is not, the file is one unit on both sides. So is a file that
    /// exists on one side only and is empty (comments, `{}`): it could not be promoted otherwise.
    pub fn is_keyed(&self) -> bool {
        let alone = self.sides().count() == 1;
        let holds_something = |parsed: &Parsed| parsed.tree.documents.iter().any(|d| !holds_nothing(&d.root));
        self.sides().all(|file| file.parsed().is_some_and(|parsed| !alone || holds_something(parsed)))
    }
}
