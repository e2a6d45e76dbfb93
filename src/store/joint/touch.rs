//! A commit that touched a file.

use promote_git::EntryMode;
use promote_model::{FileMode, ObjectId};

/// A file at one commit.
pub(super) type Entry = Option<(FileMode, ObjectId)>;

/// A commit that touched the file, with what it was before on each side that changed.
#[derive(Debug, Clone)]
pub(super) struct Touch {
    pub(super) commit: ObjectId,
    pub(super) parent: Option<ObjectId>,
    pub(super) before: [Option<Entry>; 2],
}

/// The entry of a file in a log; `None` for a submodule.
pub(super) fn entry(side: Option<(EntryMode, ObjectId)>) -> Entry {
    match side? {
        (EntryMode::File(mode), blob) => Some((mode, blob)),
        _ => None,
    }
}
