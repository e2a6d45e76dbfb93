//! The interface of a format: a reader and the ways to edit.

use crate::edit::Edit;
use crate::error::{EditError, ReadError};
use crate::parsed::Parsed;
use crate::tree::Tree;

/// The functions that a format provides.
pub(crate) struct Driver {
    /// Parses bytes into a tree. The caller guarantees at most [`MAX_BYTES`](crate::limits::MAX_BYTES) bytes.
    pub(crate) read: fn(&[u8]) -> Result<Tree, ReadError>,
    /// The ways to edit a file, in order of preference. If all fail, the error of the first one is reported.
    pub(crate) attempts: &'static [Attempt],
    /// The way to edit that keeps aliases in new values, whatever the target's anchor holds.
    pub(crate) keeping_aliases: Option<Attempt>,
    /// An editor by another crate, tried last.
    pub(crate) fallback: Option<Attempt>,
}

/// The result of one attempt, not checked yet.
pub(crate) struct Edited {
    /// The new bytes.
    pub(crate) bytes: Vec<u8>,
    /// The error to report if the bytes do not hold what was asked for.
    pub(crate) error_if_wrong: Option<EditError>,
}

/// A way to edit text. The engine checks every result.
pub(crate) type Attempt = fn(&Parsed, &Parsed, &[Edit]) -> Result<Edited, EditError>;
