//! `--changed --since REV`: the keys that the source changed since an earlier state.

use std::collections::HashSet;

use super::OpError;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::changed;
use promote_core::env::layout::CaptureFilter;
use promote_model::ConfigId;

/// The ids of keys that an environment changed since a revision.
///
/// # Errors
/// Where there is no such revision, or git cannot be read.
pub(crate) fn changed_since(
    store: &Store,
    side: &EnvSnapshot,
    revision: &str,
    only: &[CaptureFilter],
) -> Result<HashSet<ConfigId>, OpError> {
    let unknown = || StoreError::UnknownRevision {
        revision: revision.to_owned(),
        typed: format!("--since {revision}"),
        shallow: store.repo.is_shallow(),
    };
    let since = store.repo.resolve(revision)?.ok_or_else(unknown)?;
    let then = store.side_at(store.environment(&side.name)?, since, only)?;
    let comparison = store.compare(side, &then, &[], &[])?;
    Ok(comparison.files.iter().flat_map(|(pair, _)| changed::changed_ids(pair, &store.rules)).collect())
}
