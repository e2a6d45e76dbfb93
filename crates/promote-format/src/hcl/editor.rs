//! What the edits of all bodies of a file share, and the changes of one body.

use super::write::{ItemWriter, NewItem};
use crate::bracket::UNFIT;
use crate::splice::Splice;
use crate::{EditError, position};
use promote_model::Key;

/// What is said where one block of several would come or stay alone.
pub(crate) const ALONE: &str =
    "a block that occurs once is a map, and no list of one: promote the blocks of this name together";

/// A body of the target.
pub struct TargetBody {
    /// Its key.
    pub key: Key,
    /// The block's braces; none for the file.
    pub(crate) braces: Option<std::ops::Range<usize>>,
}

/// Gathers the splices that the edits come to.
pub(crate) struct BodyEditor<'a> {
    /// Writes what comes from the source.
    pub(crate) writer: &'a ItemWriter<'a>,
    /// The splices so far.
    pub(crate) splices: Vec<Splice>,
    /// What to say if the result does not hold what was asked for.
    pub(crate) error_if_wrong: Option<EditError>,
}

impl BodyEditor<'_> {
    /// The refusal of what does not fit the files.
    pub(crate) fn unfit(&self, key: &Key, at: usize) -> EditError {
        EditError { key: key.clone(), line: position(self.writer.text.as_bytes(), at).0, reason: UNFIT.to_owned() }
    }
}

/// What becomes of the items of one body.
pub(crate) struct ItemChanges<'a> {
    /// Those of the target that go.
    pub(crate) gone: Vec<bool>,
    /// Those of the source that come, by position there.
    pub(crate) new_items: Vec<(usize, NewItem<'a>)>,
    /// For each item of the source, its counterpart.
    pub(crate) there: Vec<Option<usize>>,
}
