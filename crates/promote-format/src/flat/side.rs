//! One of the two files of an edit.

use crate::Entry;

/// One of the two files of an edit.
#[derive(Clone, Copy)]
pub(crate) struct FlatSide<'a> {
    /// Its text.
    pub(crate) text: &'a str,
    /// Its entries, by the bytes of that text.
    pub(crate) entries: &'a [Entry],
    /// What its lines of comment begin with.
    pub(crate) comments: &'static [&'static str],
}
