//! `list` and `log`: promotions, open or all; what reached an environment.

use super::OpError;
use super::context::Context;
use super::propose::record;
use super::show::{PromotionView, view};
use crate::store::ledger::ClosedPromotion;

/// Lists promotions, newest first: the open ones, or all.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn list(context: &Context, all: bool, limit: Option<usize>) -> Result<Vec<PromotionView>, OpError> {
    let store = record(context, context.store()?)?;
    let ledger = store.ledger()?;
    let most = limit.unwrap_or(usize::MAX);
    let mut entries = if all { ledger.newest(most)? } else { ledger.open()? };
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.promotion.created_at, entry.promotion.id)));
    entries.truncate(most);
    Ok(entries.into_iter().map(|entry| view(&store, entry)).collect())
}

/// What reached an environment, newest first.
///
/// # Errors
/// Where the environment is unknown, or the ledger cannot be read.
pub(crate) fn log(context: &Context, environment: &str, limit: Option<usize>) -> Result<Vec<PromotionView>, OpError> {
    let store = record(context, context.store()?)?;
    store.environment(environment)?;
    let ledger = store.ledger()?;
    let closed = ledger.closed()?;
    let reached = |ended: &&ClosedPromotion| ended.head.target == environment && ended.state.executed.is_some();
    let mut ended: Vec<&ClosedPromotion> = closed.iter().filter(reached).collect();
    ledger.newest_first(&mut ended)?;
    ended.truncate(limit.unwrap_or(usize::MAX));
    ended.iter().map(|ended| Ok(view(&store, ledger.whole(ended)?))).collect()
}
