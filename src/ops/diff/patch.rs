//! The patch of `diff -o patch`.

use crate::engine::OpError;
use crate::engine::apply::FileEdit;
use crate::engine::plan::{new_path, refuse_kept_keys};
use crate::engine::refused_file::RefusedFile;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::apply::AppliedFile;
use promote_core::env::change::Change;
use promote_core::env::content::Format;
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::select::{Selection, select};
use promote_core::promotion::plan::PlanFile;
use promote_git::patch::PatchFile;

/// The patch of one file, or why a patch of everything is without it.
pub(super) enum Patched {
    /// Nothing changes.
    Nothing,
    /// The old and the new content.
    File(PatchFile),
    /// The file cannot be edited.
    Refused(RefusedFile),
}

/// The patch of one file: the result of promoting its differing keys without `--prune`.
///
/// # Errors
/// Where an edit is refused that was asked for by name; where git cannot be read.
pub(super) fn patch_file(
    store: &Store,
    pair: &FilePair,
    diff: &FileDiff,
    selection: &Selection,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<Patched, OpError> {
    // Without patterns it is what a promotion of everything writes, which copies files where it can.
    let whole = selection.selectors.is_empty();
    let taken = select(&pair.names(), diff.changes.clone(), diff.kept.clone(), selection);
    refuse_kept_keys(&taken, target)?;
    if taken.changes.is_empty() {
        return Ok(Patched::Nothing);
    }
    let changes: Vec<&Change> = taken.changes.iter().collect();
    let path = match &pair.target {
        Some(file) => file.path.clone(),
        None => new_path(store, pair, source, target)?,
    };
    let (name, keys) = (pair.file.clone(), pair.keys.prefixes.clone());
    let file = PlanFile { file: name, source: None, target_path: path.clone(), format: Format::Text, keys };
    let edit = FileEdit { file: &file, redacted: Vec::new(), changes, pair: pair.clone(), rules: &store.rules };
    let old = match &pair.target {
        Some(file) => Some((file.value.mode, store.repo.read_blob(file.value.blob)?)),
        None => None,
    };
    let outcome = match edit.apply(whole) {
        Ok(outcome) => outcome,
        Err(error) if RefusedFile::may_be_left_out(&pair.names(), &taken.changes, &selection.selectors) => {
            let (file, keys) = (pair.file.clone(), taken.changes.len());
            return Ok(Patched::Refused(RefusedFile { file, path, keys, error }));
        }
        Err(error) => return Err(error.into()),
    };
    let new = match outcome {
        AppliedFile::Unchanged => return Ok(Patched::Nothing),
        AppliedFile::Gone => None,
        AppliedFile::Blob(mode, blob) => Some((mode, store.repo.read_blob(blob)?)),
        AppliedFile::Bytes(mode, bytes) => Some((mode, bytes)),
    };
    Ok(Patched::File(PatchFile { path, old, new }))
}
