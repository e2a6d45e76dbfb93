//! The state of an edit of one file, and the changes of one body.

use super::write::{ItemWriter, NewItem};
use crate::bracket::UNFIT;
use crate::splice::Splice;
use crate::{EditError, position};
use promote_model::Key;

/// The reason for an edit that adds or leaves a single block of several.
pub(crate) const ALONE: &str =
    "a block that occurs once is a map, not a list of one: promote the blocks of this name together";

/// A body of the target.
pub(crate) struct TargetBody {
    /// The key of the body.
    pub(crate) key: Key,
    /// The block's braces; `None` for the file.
    pub(crate) braces: Option<std::ops::Range<usize>>,
}

/// The state of an edit.
pub(crate) struct BodyEditor<'a> {
    /// Writes items of the source.
    pub(crate) writer: &'a ItemWriter<'a>,
    /// The splices so far.
    pub(crate) splices: Vec<Splice>,
    /// The error to report if the result is wrong.
    pub(crate) error_if_wrong: Option<EditError>,
}

impl BodyEditor<'_> {
    /// The error for an edit that does not fit the files.
    pub(crate) fn unfit(&self, key: &Key, at: usize) -> EditError {
        EditError { key: key.clone(), line: position(self.writer.text.as_bytes(), at).0, reason: UNFIT.to_owned() }
    }
}

/// The changes of the items of one body.
pub(crate) struct ItemChanges<'a> {
    /// Whether each item of the target is removed.
    pub(crate) gone: Vec<bool>,
    /// New items, by index in the source.
    pub(crate) new_items: Vec<(usize, NewItem<'a>)>,
    /// The counterpart in the target of each item of the source.
    pub(crate) there: Vec<Option<usize>>,
}
