//! The last promotion of an edge that was executed and not rolled back.

use std::cmp::Ordering;

use super::OpError;
use super::context::Context;
use super::merged::on_edge;
use crate::store::Store;
use crate::store::ledger::{ClosedPromotion, Ledger};
use promote_model::ObjectId;

/// The source commit of the last executed promotion of an edge, without those rolled back.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn last_on_edge(
    context: &Context,
    store: &Store,
    source: &str,
    target: &str,
) -> Result<Option<ObjectId>, OpError> {
    if let Some((entry, _)) = on_edge(context, store, source, target)?.pop() {
        return Ok(Some(entry.promotion.plan.source_commit));
    }
    let ledger = store.ledger()?;
    Ok(last_of(&ledger, &ledger.closed()?, source, target)?.map(|last| last.head.source_commit))
}

/// The last executed promotion of an edge among these, without those rolled back.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn last_of<'a>(
    ledger: &Ledger<'_>,
    ended: &'a [ClosedPromotion],
    source: &str,
    target: &str,
) -> Result<Option<&'a ClosedPromotion>, OpError> {
    let stands = |ended: &&ClosedPromotion| ended.state.executed.is_some() && !ended.state.rolled_back;
    let on_edge = ended.iter().filter(|e| e.head.source == source && e.head.target == target).filter(stands);
    let second = |ended: &&ClosedPromotion| ended.state.executed.as_ref().map(|done| done.at.as_second());
    let mut latest: Vec<&ClosedPromotion> = Vec::new();
    for ended in on_edge {
        match second(&ended).cmp(&latest.first().and_then(second)) {
            Ordering::Less => continue,
            Ordering::Equal => {}
            Ordering::Greater => latest.clear(),
        }
        latest.push(ended);
    }
    ledger.newest_first(&mut latest)?;
    Ok(latest.first().copied())
}
