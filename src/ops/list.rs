//! `list`: open or all promotions.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::as_recorded;
use crate::engine::view::{PromotionView, view_with_merge};
use promote_core::promotion::PromotionId;

/// Lists open or all promotions, newest first.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn list(context: &Context, all: bool, limit: Option<usize>) -> Result<Vec<PromotionView>, OpError> {
    page(context, all, None, limit)
}

/// The promotions behind one, newest first: the next page of a list. Without a promotion, the first page.
///
/// # Errors
/// As [`list`].
pub(crate) fn page(
    context: &Context,
    all: bool,
    behind: Option<PromotionId>,
    limit: Option<usize>,
) -> Result<Vec<PromotionView>, OpError> {
    let store = context.store()?;
    let ledger = store.ledger()?;
    let most = limit.unwrap_or(usize::MAX);
    let narrowed = !context.sees_all();
    let mut entries = match all {
        true => ledger.newest(behind, if narrowed { usize::MAX } else { most })?,
        false => ledger.open()?,
    };
    entries.retain(|entry| behind.is_none_or(|behind| entry.promotion.id < behind));
    let mut views = Vec::new();
    for entry in entries {
        if !context.sees(&store, &entry.promotion)? {
            continue;
        }
        let (entry, merged) = as_recorded(context, &store, entry)?;
        if all || entry.state.status(1).is_open() {
            views.push(view_with_merge(&store, entry, merged));
        }
    }
    views.sort_by_key(|view| std::cmp::Reverse((view.promotion.created_at, view.promotion.id)));
    views.truncate(most);
    Ok(views)
}
