//! The edits that every format offers.

use promote_model::Key;

/// A value's place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The document, from 0, in the file as it was before the edits.
    pub document: usize,
    /// The path inside the document; elements of lists by [`promote_model::Step::Element`] or position.
    pub key: Key,
}

/// One edit of a target file. What is set comes from the source file, with the source's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Makes the value at `at` the one that the source holds under the same key in its document
    /// `from`: replaced where it is, else inserted behind the neighbour that precedes it in the
    /// source (missing parents, list elements with their identifying field too).
    Set {
        /// Where, in the target.
        at: Place,
        /// The source's document, from 0.
        from: usize,
    },
    /// Cuts the entry or list element with its own comment lines. A map or list that this empties
    /// goes, too, up to the document's root (which stays as an empty map or list), unless another
    /// edit of the same call sets it; and an element of which nothing is left but the field that
    /// identifies it.
    Remove {
        /// Where, in the target.
        at: Place,
    },
    /// Appends the source's document `from` behind the target's last one.
    AddDocument {
        /// The source's document, from 0.
        from: usize,
    },
    /// Cuts a whole document.
    RemoveDocument {
        /// The target's document, from 0.
        document: usize,
    },
}
