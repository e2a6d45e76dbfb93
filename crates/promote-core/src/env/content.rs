//! A file of an environment, read as far as it can be.

pub use promote_format::Format;
use promote_format::{Parsed, position};
use promote_model::{FileMode, FileValue, ObjectId};

/// A file of one environment: where it is, and what is in it.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path in the repository.
    pub path: String,
    /// Its blob and mode.
    pub value: FileValue,
    /// How it was to be read; [`Format::Text`] for a symlink.
    pub format: Format,
    /// What is in it.
    pub(crate) content: FileContent,
}

/// What is in a file.
#[derive(Debug, Clone)]
pub(crate) enum FileContent {
    /// Configs by key.
    Keyed(Parsed),
    /// One config: the file. Where it should have been read by key, the reason why it was not.
    Whole(Option<String>),
}

impl File {
    /// Reads `bytes`, the content of `blob`, in the format that the template gives or the name tells.
    pub fn read(path: &str, mode: FileMode, blob: ObjectId, format: Option<Format>, bytes: Vec<u8>) -> Self {
        let size = bytes.len() as u64;
        let format =
            if mode == FileMode::Symlink { Format::Text } else { format.unwrap_or_else(|| Format::of_path(path)) };
        let content = match format {
            Format::Text => FileContent::Whole(None),
            format => match promote_format::read(format, bytes) {
                Ok(parsed) => FileContent::Keyed(parsed),
                Err(error) => FileContent::Whole(Some(error.to_string())),
            },
        };
        Self { path: path.to_owned(), value: FileValue { blob, mode, size }, format, content }
    }

    /// The same file holding something else, of which git knows no blob.
    #[must_use]
    pub(crate) fn holding(&self, parsed: Parsed) -> Self {
        let (blob, size) = (ObjectId::from_bytes([0; 20]), parsed.bytes.len() as u64);
        let value = FileValue { blob, size, ..self.value.clone() };
        Self { path: self.path.clone(), value, format: parsed.format, content: FileContent::Keyed(parsed) }
    }

    /// What it holds by key.
    pub fn parsed(&self) -> Option<&Parsed> {
        match &self.content {
            FileContent::Keyed(parsed) => Some(parsed),
            FileContent::Whole(_) => None,
        }
    }

    /// The line of a byte of it, from 1, where it is read by key.
    pub fn line(&self, at: usize) -> Option<usize> {
        self.parsed().map(|parsed| position(&parsed.bytes, at).0)
    }

    /// Why it is not read by key although its format is known.
    pub fn unreadable(&self) -> Option<&str> {
        match &self.content {
            FileContent::Whole(Some(reason)) => Some(reason),
            _ => None,
        }
    }
}
