//! `list` and `log`: promotions, open or all; what reached an environment.

use super::OpError;
use super::context::Context;
use super::show::{View, view};
use crate::store::Store;

/// Lists promotions, newest first: the open ones, or all.
///
/// # Errors
/// Where the ledger cannot be read.
pub fn list(context: &Context, all: bool, limit: Option<usize>) -> Result<Vec<View>, OpError> {
    let store = Store::open(&context.dir)?;
    let ledger = store.ledger()?;
    let mut entries = ledger.open()?;
    if all {
        entries.extend(ledger.closed()?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.promotion.created_at, entry.promotion.id)));
    entries.truncate(limit.unwrap_or(usize::MAX));
    Ok(entries.into_iter().map(|entry| view(&store, entry)).collect())
}

/// What reached an environment, newest first.
///
/// # Errors
/// Where the environment is unknown, or the ledger cannot be read.
pub fn log(context: &Context, environment: &str, limit: Option<usize>) -> Result<Vec<View>, OpError> {
    let store = Store::open(&context.dir)?;
    store.environment(environment)?;
    let mut entries = store.ledger()?.closed()?;
    entries.retain(|entry| entry.promotion.target == environment && entry.state.executed.is_some());
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.state.executed.as_ref().map(|done| done.at)));
    entries.truncate(limit.unwrap_or(usize::MAX));
    Ok(entries.into_iter().map(|entry| view(&store, entry)).collect())
}
