//! `--changed`: the keys that the source changed since an earlier state.

use std::collections::HashSet;

use super::OpError;
use super::context::Context;
use super::filters::parse_only;
use super::last_promotion::last_on_edge;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::changed;
use promote_core::env::layout::CaptureFilter;
use promote_core::promotion::Request;
use promote_model::{ConfigId, ObjectId};

/// The ids of keys that the source changed since a revision, or since the last promotion on this edge.
///
/// # Errors
/// Where there is nothing to compare with.
pub(crate) fn changed_ids(
    context: &Context,
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    request: &Request,
) -> Result<HashSet<ConfigId>, OpError> {
    let since = match &request.since {
        Some(revision) => store.repo.resolve(revision)?.ok_or_else(|| {
            let typed = format!("--since {revision}");
            OpError::Store(StoreError::UnknownRevision {
                revision: revision.clone(),
                typed,
                shallow: store.repo.is_shallow(),
            })
        })?,
        None => last_on_edge(context, store, &source.name, &target.name)?
            .ok_or_else(|| OpError::NoBase { from: source.name.clone(), target: target.name.clone() })?,
    };
    changed_since(store, source, since, &parse_only(&request.only)?)
}

/// The ids of keys that an environment changed since a commit.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn changed_since(
    store: &Store,
    side: &EnvSnapshot,
    since: ObjectId,
    only: &[CaptureFilter],
) -> Result<HashSet<ConfigId>, OpError> {
    let then = store.side_at(store.environment(&side.name)?, since, only)?;
    let comparison = store.compare(side, &then, &[], &[])?;
    Ok(comparison.files.iter().flat_map(|(pair, _)| changed::changed_ids(pair, &store.rules)).collect())
}
