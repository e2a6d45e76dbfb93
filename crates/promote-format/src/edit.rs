//! The edits that every format offers, and the check that none of them may skip.

use super::model::{self, Model};
use super::wanted::EditTree;
use super::{Parsed, check, dotted, read};
use promote_model::{Key, Step};

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

/// Why an edit is refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key} (line {line}): {reason}")]
pub struct EditError {
    /// The key whose edit is refused.
    pub key: Key,
    /// The line of the target that is in the way, from 1.
    pub line: usize,
    /// Why, in one sentence without a period, with what to do.
    pub reason: String,
}

/// Applies all `edits` to `target` at once and returns the new bytes.
///
/// # Errors
/// Where an edit cannot be made safely: a value from an alias or a merge key, an anchored value
/// that others repeat, or a result that does not hold exactly what was asked for.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    edited(target, source, edits).map(|result| result.bytes)
}

/// The same; returns the new file as it was read again.
///
/// # Errors
/// As [`edit`].
pub fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, EditError> {
    if !target.format.is_flat() {
        return carried_out(target, source, edits);
    }
    let joined: Vec<Edit> = edits.iter().map(joined).collect();
    carried_out(target, source, &joined).map_err(|error| match error.key.steps() {
        [Step::Name(name)] => EditError { key: dotted::split(name), ..error },
        _ => error,
    })
}

/// The edit of an entry in a flat map.
fn joined(edit: &Edit) -> Edit {
    let whole = |at: &Place| Place { document: at.document, key: dotted::joined(&at.key) };
    match edit {
        Edit::Set { at, from } => Edit::Set { at: whole(at), from: *from },
        Edit::Remove { at } => Edit::Remove { at: whole(at) },
        other => other.clone(),
    }
}

fn carried_out(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, EditError> {
    let wanted = EditTree::of(edits);
    let expected = model::expected(target, source, &wanted)?;
    let mut refusals: Vec<(EditError, bool)> = Vec::new();
    let driver = target.format.driver();
    for attempt in driver.map_or(&[][..], |driver| driver.attempts) {
        let edited = attempt(target, source, edits);
        let anchored = matches!(&edited, Ok(Edited { doubt: Some(_), .. }));
        match edited.and_then(|edited| checked(target, &wanted, edited, &expected)) {
            Ok(result) => return Ok(result),
            Err(error) => refusals.push((error, anchored)),
        }
    }
    // Another editor would break up the anchor that is in the way.
    if !refusals.iter().any(|(_, anchored)| *anchored)
        && let Some(other) = driver.and_then(|driver| driver.last_resort)
        && let Ok(result) = other(target, source, edits).and_then(|edited| checked(target, &wanted, edited, &expected))
    {
        return Ok(result);
    }
    let telling = refusals.iter().position(|(_, anchored)| *anchored).unwrap_or(0);
    Err(refusals.into_iter().nth(telling).map_or_else(|| unable(target, 0, Key::root()), |(error, _)| error))
}

/// What an attempt made of the target.
pub(super) struct Edited {
    /// The new bytes.
    pub(crate) bytes: Vec<u8>,
    /// What to say if they do not hold what was asked for.
    pub(crate) doubt: Option<EditError>,
}

/// A way to edit text. What it makes is never trusted, only checked.
pub(super) type Attempt = fn(&Parsed, &Parsed, &[Edit]) -> Result<Edited, EditError>;

/// The new file, if it holds what is expected.
fn checked(
    target: &Parsed,
    wanted: &EditTree<'_>,
    edited: Edited,
    expected: &[Model<'_>],
) -> Result<Parsed, EditError> {
    let (index, key) = match read(target.format, edited.bytes) {
        Err(_) => (0, Key::root()),
        Ok(result) if target.format.is_of_lines() && is_void(&result, expected) => return Ok(result),
        Ok(result) => match check::difference(expected, &result.tree.documents) {
            None => return Ok(result),
            Some(place) => place,
        },
    };
    let mut kept = (0..target.tree.documents.len()).filter(|document| !wanted.removed.contains(document));
    let document = kept.nth(index).unwrap_or(0);
    Err(edited.doubt.unwrap_or_else(|| unable(target, document, key)))
}

/// Whether a file holds nothing, as it should: what is without brackets leaves none behind.
fn is_void(result: &Parsed, expected: &[Model<'_>]) -> bool {
    let is_empty = |model: &Model<'_>| matches!(model, Model::Map(None, entries) if entries.is_empty());
    result.tree.documents.is_empty() && expected.iter().all(is_empty)
}

fn unable(target: &Parsed, document: usize, key: Key) -> EditError {
    let line = model::line_of(target, document, &key);
    let reason = "the edit would not give exactly what was asked for: change this file by hand".to_owned();
    EditError { key, line, reason }
}
