//! `list`: open or all promotions. `log`: the promotions executed into an environment.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::as_recorded;
use crate::engine::view::{PromotionView, view, view_with_merge};
use crate::store::Store;
use crate::store::ledger::ClosedPromotion;

/// Lists open or all promotions, newest first.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn list(context: &Context, all: bool, limit: Option<usize>) -> Result<Vec<PromotionView>, OpError> {
    let store = context.store()?;
    let ledger = store.ledger()?;
    let most = limit.unwrap_or(usize::MAX);
    let entries = if all { ledger.newest(most)? } else { ledger.open()? };
    let mut views = Vec::new();
    for entry in entries {
        let (entry, merged) = as_recorded(context, &store, entry)?;
        if all || entry.state.status(1).is_open() {
            views.push(view_with_merge(&store, entry, merged));
        }
    }
    views.sort_by_key(|view| std::cmp::Reverse((view.promotion.created_at, view.promotion.id)));
    views.truncate(most);
    Ok(views)
}

/// The promotions executed into an environment, newest first.
///
/// # Errors
/// Where the environment is unknown, or the ledger cannot be read.
pub(crate) fn log(context: &Context, environment: &str, limit: Option<usize>) -> Result<Vec<PromotionView>, OpError> {
    let store = context.store()?;
    store.environment(environment)?;
    let ledger = store.ledger()?;
    let most = limit.unwrap_or(usize::MAX);
    let mut views = merged_into(context, &store, environment)?;
    let closed = ledger.closed()?;
    let reached = |ended: &&ClosedPromotion| ended.head.target == environment && ended.state.executed.is_some();
    let mut ended: Vec<&ClosedPromotion> = closed.iter().filter(reached).collect();
    ledger.newest_first(&mut ended)?;
    views.truncate(most);
    for ended in ended.iter().take(most - views.len()) {
        views.push(view(&store, ledger.whole(ended)?));
    }
    Ok(views)
}

/// The promotions merged into an environment that the ledger does not record yet, newest first.
fn merged_into(context: &Context, store: &Store, environment: &str) -> Result<Vec<PromotionView>, OpError> {
    let mut views = Vec::new();
    for entry in store.ledger()?.proposed()?.into_iter().filter(|entry| entry.promotion.target == environment) {
        if let (entry, Some(merged)) = as_recorded(context, store, entry)? {
            views.push(view_with_merge(store, entry, Some(merged)));
        }
    }
    views.sort_by_key(|view| std::cmp::Reverse(view.state.executed.as_ref().map(|done| done.at)));
    Ok(views)
}
