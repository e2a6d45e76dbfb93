//! The patch of `diff -o patch`.

use crate::engine::OpError;
use crate::engine::apply::FileEdit;
use crate::engine::plan::{new_path, refuse_kept_keys};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::apply::AppliedFile;
use promote_core::env::content::Format;
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::select::{Selection, select};
use promote_core::promotion::plan::PlanFile;
use promote_git::patch::PatchFile;

/// The patch of one file: the result of promoting its differing keys without `--prune`.
pub(super) fn patch_file(
    store: &Store,
    pair: &FilePair,
    diff: &FileDiff,
    selection: &Selection,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<Option<PatchFile>, OpError> {
    // Without patterns it is what a promotion of everything writes, which copies files where it can.
    let whole = selection.selectors.is_empty();
    let taken = select(&pair.names(), diff.changes.clone(), diff.kept.clone(), selection);
    refuse_kept_keys(&taken, target)?;
    if taken.changes.is_empty() {
        return Ok(None);
    }
    let changes = taken.changes.iter().collect();
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
    let new = match edit.apply(whole)? {
        AppliedFile::Unchanged => return Ok(None),
        AppliedFile::Gone => None,
        AppliedFile::Blob(mode, blob) => Some((mode, store.repo.read_blob(blob)?)),
        AppliedFile::Bytes(mode, bytes) => Some((mode, bytes)),
    };
    Ok(Some(PatchFile { path, old, new }))
}
