//! `log`: the promotions executed into an environment.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::parse_patterns;
use crate::engine::merged::as_recorded;
use crate::engine::period::Period;
use crate::engine::view::{PromotionView, view, view_with_merge};
use crate::store::Store;
use promote_core::env::change::Change;
use promote_core::env::names::FileNames;
use promote_core::promotion::{Event, PromotionState};
use promote_model::Pattern;

/// Which promotions are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogRequest<'a> {
    /// The environment that was promoted into.
    pub(crate) environment: &'a str,
    /// Only promotions that wrote a key that one of these matches; all without any.
    pub(crate) patterns: &'a [String],
    /// When they were executed.
    pub(crate) period: Period,
    /// Only promotions in which a person acted: a part of the name or of the email address.
    pub(crate) by: Option<&'a str>,
    /// At most this number of promotions.
    pub(crate) limit: Option<usize>,
}

impl LogRequest<'_> {
    /// Whether a promotion with these events was executed in the period, and the person acted in it.
    fn takes(&self, state: &PromotionState, events: &[Event]) -> bool {
        let by = self.by.map(str::to_lowercase);
        let acted = |by: &String| {
            let has = |text: &str| text.to_lowercase().contains(by);
            events.iter().any(|event| has(&event.by.name) || has(&event.by.email))
        };
        self.is_in_period(state) && by.as_ref().is_none_or(acted)
    }

    fn is_in_period(&self, state: &PromotionState) -> bool {
        state.executed.as_ref().is_some_and(|done| self.period.holds(done.at))
    }
}

/// The promotions executed into an environment, newest first.
///
/// # Errors
/// Where the environment is unknown, a pattern is invalid, or the ledger cannot be read.
pub(crate) fn log(context: &Context, request: &LogRequest<'_>) -> Result<Vec<Logged>, OpError> {
    let patterns = parse_patterns(request.patterns)?;
    let store = context.store()?;
    store.environment(request.environment)?;
    let ledger = store.ledger()?;
    let most = request.limit.unwrap_or(usize::MAX);
    let mut logged = Vec::new();
    for view in merged_into(context, &store, request.environment)? {
        if request.takes(&view.state, &view.events) && context.sees(&store, &view.promotion)? {
            logged.extend(Logged::of(view, &patterns));
        }
    }
    let mut executions = ledger.executions_since(request.period.since)?;
    while logged.len() < most {
        let Some(id) = executions.next().transpose()? else { break };
        let Some(ended) = ledger.ended(id)?.filter(|ended| ended.head.target == request.environment) else { continue };
        if !request.is_in_period(&ended.state) {
            continue;
        }
        let entry = ledger.whole(&ended)?;
        if request.takes(&entry.state, &entry.events) && context.sees(&store, &entry.promotion)? {
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
