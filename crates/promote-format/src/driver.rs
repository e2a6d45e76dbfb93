//! What every format provides: a reader and the ways to edit.

use crate::edit::Edit;
use crate::error::{EditError, ReadError};
use crate::parsed::Parsed;
use crate::tree::Tree;

/// What a format is made of: all that this layer asks of it.
pub(crate) struct Driver {
    /// From bytes to a tree; the bytes are no longer than [`MAX_BYTES`].
    pub(crate) read: fn(&[u8]) -> Result<Tree, ReadError>,
    /// The ways to edit it, the best first; the first one's refusal is the one that is shown.
    pub(crate) attempts: &'static [Attempt],
    /// Another's editor, where ours fails.
    pub(crate) fallback: Option<Attempt>,
}

/// What an attempt made of the target.
pub(crate) struct Edited {
    /// The new bytes.
    pub(crate) bytes: Vec<u8>,
    /// What to say if they do not hold what was asked for.
    pub(crate) error_if_wrong: Option<EditError>,
}

/// A way to edit text. What it makes is never trusted, only checked.
pub(crate) type Attempt = fn(&Parsed, &Parsed, &[Edit]) -> Result<Edited, EditError>;
