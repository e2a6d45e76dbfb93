//! `list`: open or all promotions. `log`: the promotions executed into an environment.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::parse_patterns;
use crate::engine::merged::as_recorded;
use crate::engine::view::{PromotionView, view, view_with_merge};
use crate::store::Store;
use promote_core::env::change::Change;
use promote_core::env::names::FileNames;
use promote_core::promotion::PromotionId;
use promote_model::Pattern;

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

/// The promotions executed into an environment, newest first. With patterns, those that wrote a key that one of them matches.
///
/// # Errors
/// Where the environment is unknown, a pattern is invalid, or the ledger cannot be read.
pub(crate) fn log(
    context: &Context,
    environment: &str,
    patterns: &[String],
    limit: Option<usize>,
) -> Result<Vec<Logged>, OpError> {
    let patterns = parse_patterns(patterns)?;
    let store = context.store()?;
    store.environment(environment)?;
    let ledger = store.ledger()?;
    let most = limit.unwrap_or(usize::MAX);
    let merged = merged_into(context, &store, environment)?;
    let mut logged = Vec::new();
    for view in merged {
        if context.sees(&store, &view.promotion)? {
            logged.extend(Logged::of(view, &patterns));
        }
    }
    let mut executions = ledger.executions()?;
    while logged.len() < most {
        let Some(id) = executions.next().transpose()? else { break };
        let Some(ended) = ledger.ended(id)?.filter(|ended| ended.head.target == environment) else { continue };
        let entry = ledger.whole(&ended)?;
        if context.sees(&store, &entry.promotion)? {
            logged.extend(Logged::of(view(&store, entry), &patterns));
        }
    }
    logged.truncate(most);
    Ok(logged)
}

/// A promotion that was executed, and the keys to show of it.
#[derive(Debug)]
pub(crate) struct Logged {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The changes that the patterns match; all where there is no pattern.
    pub(crate) changes: Vec<Change>,
}

impl Logged {
    /// `None` where the patterns match no change.
    fn of(view: PromotionView, patterns: &[Pattern]) -> Option<Self> {
        let plan = &view.promotion.plan;
        if patterns.is_empty() {
            return Some(Self { changes: plan.changes.clone(), view });
        }
        let mut changes = Vec::new();
        for file in &plan.files {
            let keys = file.keys();
            let names = FileNames::unread(file.names(), &keys);
            let matched = |change: &&Change| {
                let spellings = names.spellings(&change.key);
                let document = change.document.as_deref();
                change.file == file.file && patterns.iter().any(|p| names.match_config(p, document, &spellings))
            };
            changes.extend(plan.changes.iter().filter(matched).cloned());
        }
        (!changes.is_empty()).then_some(Self { view, changes })
    }
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
