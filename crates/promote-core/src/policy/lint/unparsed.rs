//! Files that an environment takes and that are not read by key.

use crate::env::content::File;
use crate::env::diff::FilePair;
use promote_format::Format;
use promote_model::FileMode;

/// A file that is not read by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnparsedFile {
    /// Why, in one word.
    pub kind: UnparsedKind,
    /// The path.
    pub path: String,
    /// The logical name.
    pub logical: String,
    /// The environments that take it.
    pub environments: Vec<String>,
    /// The reason in words; `None` if the format has no keys.
    pub reason: Option<String>,
}

/// Why a file is not read by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnparsedKind {
    /// It has a mistake.
    Broken,
    /// It is in another encoding, or beyond a limit.
    Unreadable,
    /// It is a template that has to be rendered first.
    Template,
    /// It is encrypted.
    Encrypted,
    /// It is a symlink.
    Symlink,
    /// Its name does not determine a format, or its format is text.
    Text,
}

impl UnparsedKind {
    /// The word in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Unreadable => "unreadable",
            Self::Template => "template",
            Self::Encrypted => "encrypted",
            Self::Symlink => "symlink",
            Self::Text => "text",
        }
    }
}

impl UnparsedFile {
    /// The file of a pair with one side, if it is not read by key.
    pub fn of(pair: &FilePair, environment: &str) -> Option<Self> {
        let file: &File = pair.source.as_deref().filter(|file| file.parsed().is_none())?;
        let reason = pair.unreadable_reason(file);
        let kind = match &reason {
            _ if file.value.mode == FileMode::Symlink => UnparsedKind::Symlink,
            _ if file.format == Format::Text => UnparsedKind::Text,
            Some(reason) if reason.contains("is a template") => UnparsedKind::Template,
            Some(reason) if reason.contains("is encrypted") => UnparsedKind::Encrypted,
            Some(_) if file.mistake().is_some() => UnparsedKind::Broken,
            Some(_) => UnparsedKind::Unreadable,
            None => UnparsedKind::Text,
        };
        let (path, logical) = (file.path.clone(), pair.file.clone());
        Some(Self { kind, path, logical, environments: vec![environment.to_owned()], reason })
    }
}
