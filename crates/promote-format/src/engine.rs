//! Applying edits, and the check that every result must pass.

use crate::driver::Edited;
use crate::edit::{Edit, Place};
use crate::edit_tree::EditTree;
use crate::error::EditError;
use crate::model::{self, Model};
use crate::parsed::Parsed;
use crate::registry::{driver, read_by};
use crate::{check, dotted};
use promote_model::{Key, Step};

/// Applies all `edits` to `target` at once and returns the new bytes.
///
/// # Errors
/// If an edit cannot be made safely: the value comes from an alias or a merge key, other places repeat an
/// anchored value, or the result does not hold exactly what was asked for. The target is never changed.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    edited(target, source, edits).map(|result| result.bytes)
}

/// Like [`edit`], but returns the new file, parsed.
///
/// # Errors
/// The same as for [`edit`].
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

/// Like [`edited`], but an alias in a new value stays one wherever the target has an anchor of that name, although that may
/// hold another value. The result is read again, but its values are not compared: the caller knows which ones it wants.
///
/// # Errors
/// Where the format has no aliases, or the edit is not possible in this way.
pub fn keeping_aliases(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, EditError> {
    let attempt = driver(target.format).and_then(|driver| driver.keeping_aliases);
    let attempt = attempt.ok_or_else(|| unable(target, 0, Key::root()))?;
    let edited = attempt(target, source, edits)?;
    read_by(target.rules, target.format, edited.bytes).map_err(|_| unable(target, 0, Key::root()))
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
    let edit_tree = EditTree::of(edits);
    let expected = model::expected(target, source, &edit_tree)?;
    let mut refusals: Vec<(EditError, bool)> = Vec::new();
    let driver = driver(target.format);
    for attempt in driver.map_or(&[][..], |driver| driver.attempts) {
        let edited = attempt(target, source, edits);
        let anchored = matches!(&edited, Ok(Edited { error_if_wrong: Some(_), .. }));
        match edited.and_then(|edited| checked(target, &edit_tree, edited, &expected)) {
            Ok(result) => return Ok(result),
            Err(error) => refusals.push((error, anchored)),
        }
    }
    // The fallback editor would break the anchor apart.
    if !refusals.iter().any(|(_, anchored)| *anchored)
        && let Some(other) = driver.and_then(|driver| driver.fallback)
        && let Ok(result) =
            other(target, source, edits).and_then(|edited| checked(target, &edit_tree, edited, &expected))
    {
        return Ok(result);
    }
    let telling = refusals.iter().position(|(_, anchored)| *anchored).unwrap_or(0);
    Err(refusals.into_iter().nth(telling).map_or_else(|| unable(target, 0, Key::root()), |(error, _)| error))
}

/// Parses the new bytes and compares them with the expected documents.
fn checked(
    target: &Parsed,
    edit_tree: &EditTree<'_>,
    edited: Edited,
    expected: &[Model<'_>],
) -> Result<Parsed, EditError> {
    let (index, key) = match read_by(target.rules, target.format, edited.bytes) {
        Err(_) => (0, Key::root()),
        Ok(result) if target.format.is_of_lines() && is_void(&result, expected) => return Ok(result),
        Ok(result) => match check::difference(expected, &result.tree.documents) {
            None => return Ok(result),
            Some(place) => place,
        },
    };
    let mut kept = (0..target.tree.documents.len()).filter(|document| !edit_tree.removed.contains(document));
    let document = kept.nth(index).unwrap_or(0);
    Err(edited.error_if_wrong.unwrap_or_else(|| unable(target, document, key)))
}

/// Whether the result has no documents, as expected: a file of lines without entries has none.
fn is_void(result: &Parsed, expected: &[Model<'_>]) -> bool {
    let is_empty = |model: &Model<'_>| matches!(model, Model::Map(None, entries) if entries.is_empty());
    result.tree.documents.is_empty() && expected.iter().all(is_empty)
}

fn unable(target: &Parsed, document: usize, key: Key) -> EditError {
    let line = model::line_of(target, document, &key);
    let reason = "the edited file would not hold exactly what was requested: edit this file by hand".to_owned();
    EditError { key, line, reason }
}
