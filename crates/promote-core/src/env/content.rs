//! A file of an environment, parsed if possible.

pub use promote_format::Format;
use promote_format::{Parsed, ReadError, position};
use promote_model::{FileMode, FileValue, ObjectId, RulesNumber};

/// A file of one environment.
#[derive(Debug, Clone)]
pub struct File {
    /// The path in the repository.
    pub path: String,
    /// The blob and mode.
    pub value: FileValue,
    /// The format used to parse it; [`Format::Text`] for a symlink.
    pub format: Format,
    /// The content.
    pub(crate) content: FileContent,
}

/// The content of a file.
#[derive(Debug, Clone)]
pub(crate) enum FileContent {
    /// Parsed into keys.
    Keyed(Parsed),
    /// One unit: the file, with the reason if it has a format but could not be parsed.
    Whole(Option<Unread>),
}

/// Why a file could not be parsed.
#[derive(Debug, Clone)]
pub(crate) struct Unread {
    /// The error with its place, as text.
    pub(crate) reason: String,
    error: ReadError,
}

impl File {
    /// Parses `bytes`, the content of `blob`, in the format given by the template or the file name, by the rules with a
    /// number.
    pub fn read(
        rules: RulesNumber,
        path: &str,
        (mode, blob): (FileMode, ObjectId),
        format: Option<Format>,
        bytes: Vec<u8>,
    ) -> Self {
        let size = bytes.len() as u64;
        let format =
            if mode == FileMode::Symlink { Format::Text } else { format.unwrap_or_else(|| Format::of_path(path)) };
        let content = match format {
            Format::Text => FileContent::Whole(None),
            format => match promote_format::read_by(rules, format, bytes) {
                Ok(parsed) => FileContent::Keyed(parsed),
                Err(error) => FileContent::Whole(Some(Unread { reason: error.to_string(), error })),
            },
        };
        Self { path: path.to_owned(), value: FileValue { blob, mode, size }, format, content }
    }

    /// The same file with other content, which is not a blob of the repository.
    #[must_use]
    pub(crate) fn holding(&self, parsed: Parsed) -> Self {
        let (blob, size) = (ObjectId::from_bytes([0; 20]), parsed.bytes.len() as u64);
        let value = FileValue { blob, size, ..self.value.clone() };
        Self { path: self.path.clone(), value, format: parsed.format, content: FileContent::Keyed(parsed) }
    }

    /// The parsed content.
    pub fn parsed(&self) -> Option<&Parsed> {
        match &self.content {
            FileContent::Keyed(parsed) => Some(parsed),
            FileContent::Whole(_) => None,
        }
    }

    /// The line of a byte offset, from 1, if the file is parsed.
    pub fn line(&self, at: usize) -> Option<usize> {
        self.parsed().map(|parsed| position(&parsed.bytes, at).0)
    }

    /// Why the file could not be parsed although its format is known.
    pub fn unreadable(&self) -> Option<&str> {
        match &self.content {
            FileContent::Whole(Some(unread)) => Some(&unread.reason),
            _ => None,
        }
    }

    /// The mistake in the file because of which it could not be parsed; `None` also for templates and encrypted files.
    pub fn mistake(&self) -> Option<&ReadError> {
        match &self.content {
            FileContent::Whole(Some(unread)) => Some(&unread.error).filter(|error| !error.opaque),
            _ => None,
        }
    }
}
