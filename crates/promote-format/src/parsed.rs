//! A parsed file: its bytes and its tree.

use std::borrow::Cow;
use std::fmt;

use crate::format::Format;
use crate::tree::Tree;
use promote_model::RulesNumber;

/// A file that was read by key.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The number of the rules by which the file was read, and by which it is edited.
    pub rules: RulesNumber,
    /// The format of the file; never [`Format::Text`].
    pub format: Format,
    /// The bytes of the file, as stored in git.
    pub bytes: Vec<u8>,
    /// The values of the file.
    pub tree: Tree,
}

impl Parsed {
    /// The text of the file in a range of its bytes.
    pub fn text(&self, span: std::ops::Range<usize>) -> Cow<'_, str> {
        let bytes = self.bytes.get(span).unwrap_or_default();
        match self.format {
            // An ISO-8859-1 file may contain bytes that happen to be valid UTF-8.
            Format::Properties if !bytes.is_ascii() && std::str::from_utf8(&self.bytes).is_err() => {
                Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
            }
            _ => String::from_utf8_lossy(bytes),
        }
    }
}

/// The whole text of the file.
impl fmt::Display for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(0..self.bytes.len()))
    }
}
