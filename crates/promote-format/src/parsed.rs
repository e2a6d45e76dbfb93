//! A file that was read: its bytes and its tree.

use std::borrow::Cow;

use crate::format::Format;
use crate::tree::Tree;

/// A file that was read by key: its bytes and what they hold.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The format it was read as; never [`Format::Text`].
    pub format: Format,
    /// The file's bytes, as git stores them.
    pub bytes: Vec<u8>,
    /// What they hold.
    pub tree: Tree,
}

impl Parsed {
    /// The file's own text in a range of its bytes.
    pub fn text(&self, span: std::ops::Range<usize>) -> Cow<'_, str> {
        let bytes = self.bytes.get(span).unwrap_or_default();
        match self.format {
            // An ISO-8859-1 file may hold bytes that are UTF-8 by chance.
            Format::Properties if !bytes.is_ascii() && std::str::from_utf8(&self.bytes).is_err() => {
                Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
            }
            _ => String::from_utf8_lossy(bytes),
        }
    }
}
