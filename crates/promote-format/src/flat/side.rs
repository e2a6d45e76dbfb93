//! One of the two files of an edit.

use crate::Entry;

/// The target or the source of an edit.
#[derive(Clone, Copy)]
pub(crate) struct FlatSide<'a> {
    /// The text of the file.
    pub(crate) text: &'a str,
    /// The entries, with byte ranges in that text.
    pub(crate) entries: &'a [Entry],
    /// The starts of comment lines.
    pub(crate) comments: &'static [&'static str],
}
