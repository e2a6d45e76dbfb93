//! The edits that every format supports.

use promote_model::Key;

/// The address of a value in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The index of the document, from 0, in the file before the edits.
    pub document: usize,
    /// The path inside the document. Elements of lists are addressed by [`promote_model::Step::Element`] or by
    /// index.
    pub key: Key,
}

/// One edit of a target file. New values come from the source file, with the source's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the value at `at` to the value that the source has under the same key in its document `from`. An
    /// existing value is replaced. A new one is inserted after the neighbour that precedes it in the source,
    /// together with missing parents and the identifying fields of list elements.
    Set {
        /// The address in the target.
        at: Place,
        /// The index of the source's document, from 0.
        from: usize,
    },
    /// Removes the entry or list element with its own comment lines. A map or list that becomes empty is
    /// removed, too, unless another edit of the same call sets it; the root of a document stays as an empty map
    /// or list. A list element is removed, too, if only its identifying field is left.
    Remove {
        /// The address in the target.
        at: Place,
    },
    /// Appends the source's document `from` after the target's last document.
    AddDocument {
        /// The index of the source's document, from 0.
        from: usize,
    },
    /// Removes a whole document.
    RemoveDocument {
        /// The index of the target's document, from 0.
        document: usize,
    },
}
