//! `status`: the pipeline at a glance: differences on each edge, open promotions, who must act.

use crate::engine::OpError;
use crate::engine::changed::changed_since;
use crate::engine::context::Context;
use crate::engine::filters::parse_only;
use crate::engine::last_promotion::last_of;
use crate::engine::left_behind::{LeftBehind, left_behind};
use crate::engine::merged::{as_recorded, on_edge};
use crate::engine::revoked::remark_on_unmatched;
use crate::engine::view::{PromotionView, view, view_with_merge};
use crate::store::{Store, StoreError};
use promote_core::env::filled::without_filled;
use promote_core::promotion::plan::ChangeCounts;

/// The pipeline.
#[derive(Debug)]
pub(crate) struct Pipeline {
    /// The edges, in pipeline order.
    pub(crate) edges: Vec<Edge>,
    /// The open promotions, newest first.
    pub(crate) open: Vec<PromotionView>,
    /// The working trees of this clone whose files an interrupted command left behind.
    pub(crate) behind: Vec<LeftBehind>,
}

/// An edge of the pipeline.
#[derive(Debug)]
pub(crate) struct Edge {
    /// The source.
    pub(crate) source: String,
    /// The target.
    pub(crate) target: String,
    /// The differences, or why they cannot be computed.
    pub(crate) state: Result<Waiting, String>,
    /// The last executed promotion, without those rolled back.
    pub(crate) last: Option<PromotionView>,
}

/// The differences on an edge.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waiting {
    /// The differing keys.
    pub(crate) counts: ChangeCounts,
    /// Differing keys that are owned by the target (`keep`).
    pub(crate) own: usize,
    /// Differing keys that the source changed since the last promotion; `None` without one.
    pub(crate) new: Option<usize>,
}

/// Reads the pipeline; with an environment, its edges and their promotions.
///
/// # Errors
/// Where the environment is unknown, or the repository or its policy cannot be read. A missing branch is no error.
pub(crate) fn status(context: &Context, environment: Option<&str>, only: &[String]) -> Result<Pipeline, OpError> {
    let only = parse_only(only)?;
    let store = context.store()?;
    remark_on_unmatched(context, &store);
    if let Some(name) = environment {
        store.environment(name)?;
    }
    let wanted = |source: &str, target: &str| environment.is_none_or(|name| name == source || name == target);
    let ledger = store.ledger()?;
    let closed = ledger.closed()?;
    let mut edges = Vec::new();
    for target in &store.policy.environments {
        for source in target.from.iter().filter(|source| wanted(source, &target.name)) {
            let last = match on_edge(context, &store, source, &target.name)?.pop() {
                Some((entry, merged)) => Some(view_with_merge(&store, entry, Some(merged))),
                None => last_of(&ledger, &closed, source, &target.name)?
                    .map(|last| ledger.whole(last).map(|entry| view(&store, entry)))
                    .transpose()?,
            };
            let base = last.as_ref().map(|last| last.promotion.plan.source_commit);
            let state = match waiting(&store, source, &target.name, &only, base) {
                Ok(waiting) => Ok(waiting),
                Err(OpError::Store(
                    error @ (StoreError::NoBranch { .. }
                    | StoreError::NoFiles { .. }
                    | StoreError::NothingOnly { .. }
                    | StoreError::NoKeys { .. }),
                )) => Err(error.to_string()),
                Err(error) => return Err(error),
            };
            edges.push(Edge { source: source.clone(), target: target.name.clone(), state, last });
        }
    }
    let mut open = Vec::new();
    for entry in ledger.open()?.into_iter().rev() {
        if let (entry, None) = as_recorded(context, &store, entry)?
            && wanted(&entry.promotion.source, &entry.promotion.target)
        {
            open.push(view(&store, entry));
        }
    }
    Ok(Pipeline { edges, open, behind: left_behind(&store.repo)? })
}

fn waiting(
    store: &Store,
    source: &str,
    target: &str,
    only: &[promote_core::env::layout::CaptureFilter],
    base: Option<promote_model::ObjectId>,
) -> Result<Waiting, OpError> {
    let keep = &store.environment(target)?.keep;
    let (from, to) = (store.side(source, only)?, store.side(target, only)?);
    let comparison = store.compare(&from, &to, keep, &[])?;
    let changes = || comparison.files.iter().flat_map(|(_, diff)| &diff.changes);
    let counts = comparison.files.iter().map(|(_, diff)| ChangeCounts::of(without_filled(&diff.changes))).sum();
    let new = match base {
        None => None,
        Some(base) => {
            let ids = changed_since(store, &from, base, only)?;
            Some(changes().filter(|c| ids.contains(&c.id)).count())
        }
    };
    let own = comparison.files.iter().map(|(_, diff)| diff.kept.len()).sum();
    Ok(Waiting { counts, own, new })
}
