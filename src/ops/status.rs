//! `status`: the pipeline at a glance: what waits on each edge, what is open, who must act.

use super::OpError;
use super::changed::changed_since;
use super::compare::parse_only;
use super::context::Context;
use super::history::last_of;
use super::propose::record;
use super::show::{PromotionView, view};
use crate::store::{Store, StoreError};
use promote_core::promotion::plan::ChangeCounts;

/// The pipeline.
#[derive(Debug)]
pub(crate) struct Pipeline {
    /// The edges, in pipeline order.
    pub(crate) edges: Vec<Edge>,
    /// The open promotions, newest first.
    pub(crate) open: Vec<PromotionView>,
}

/// One edge.
#[derive(Debug)]
pub(crate) struct Edge {
    /// The source.
    pub(crate) source: String,
    /// The target.
    pub(crate) target: String,
    /// How they differ; or why that cannot be said.
    pub(crate) state: Result<Waiting, String>,
    /// The promotion that was executed last and still stands.
    pub(crate) last: Option<PromotionView>,
}

/// What waits on an edge.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waiting {
    /// What differs.
    pub(crate) counts: ChangeCounts,
    /// What differs and is the target's own.
    pub(crate) own: usize,
    /// What of it the source changed since the last promotion; `None` where there was none.
    pub(crate) new: Option<usize>,
}

/// Looks at the whole pipeline.
///
/// # Errors
/// Where the repository or its policy cannot be read. An environment that is not there is no error.
pub(crate) fn status(context: &Context, only: &[String]) -> Result<Pipeline, OpError> {
    let only = parse_only(only)?;
    let store = record(context, context.store()?)?;
    let ledger = store.ledger()?;
    let closed = ledger.closed()?;
    let mut edges = Vec::new();
    for target in &store.policy.environments {
        for source in &target.from {
            let last = last_of(&ledger, &closed, source, &target.name)?;
            let state = match waiting(&store, source, &target.name, &only, last.map(|last| last.head.source_commit)) {
                Ok(waiting) => Ok(waiting),
                Err(OpError::Store(
                    error @ (StoreError::NoBranch { .. }
                    | StoreError::NoFiles { .. }
                    | StoreError::NothingOnly { .. }
                    | StoreError::NoKeys { .. }),
                )) => Err(error.to_string()),
                Err(error) => return Err(error),
            };
            let last = last.map(|last| ledger.whole(last).map(|entry| view(&store, entry))).transpose()?;
            edges.push(Edge { source: source.clone(), target: target.name.clone(), state, last });
        }
    }
    let mut open: Vec<PromotionView> = ledger.open()?.into_iter().map(|entry| view(&store, entry)).collect();
    open.reverse();
    Ok(Pipeline { edges, open })
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
    let new = match base {
        None => None,
        Some(base) => {
            let ids = changed_since(store, &from, base, only)?;
            Some(changes().filter(|c| ids.contains(&c.id)).count())
        }
    };
    let own = comparison.files.iter().map(|(_, diff)| diff.kept.len()).sum();
    Ok(Waiting { counts: ChangeCounts::of(changes()), own, new })
}
