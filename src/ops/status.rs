//! `status`: the pipeline at a glance: differences on each edge, open promotions, who must act.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::parse_only;
use crate::engine::hold_event::seen_holds;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::judgement::{Heading, Judgements};
use crate::engine::left_behind::{LeftBehind, left_behind};
use crate::engine::merged::{as_recorded, on_edge};
use crate::engine::revoked::remark_on_unmatched;
use crate::engine::undone::UndoneKey;
use crate::engine::unnamed;
use crate::engine::view::{PromotionView, view, view_with_merge};
use crate::store::environment::Comparison;
use crate::store::joint::JudgeRequest;
use crate::store::ledger::{ClosedPromotion, LedgerEntry};
use crate::store::{Store, StoreError};
use promote_core::env::filled::without_filled;
use promote_core::env::layout::CaptureFilter;
use promote_core::promotion::plan::ChangeCounts;
use promote_core::promotion::{Hold, PromotionName};

/// The pipeline.
#[derive(Debug)]
pub(crate) struct Pipeline {
    /// The holds that are on, in the order of their numbers.
    pub(crate) holds: Vec<Arc<Hold>>,
    /// The edges, in pipeline order.
    pub(crate) edges: Vec<Edge>,
    /// The open promotions, newest first.
    pub(crate) open: Vec<PromotionView>,
    /// The open promotions that would undo something that their plans do not name.
    pub(crate) undoing: Vec<Undoing>,
    /// The working trees of this clone whose files an interrupted command left behind.
    pub(crate) behind: Vec<LeftBehind>,
}

/// An open promotion that would undo newer values of its target, and does not say so.
#[derive(Debug)]
pub(crate) struct Undoing {
    /// The promotion.
    pub(crate) name: PromotionName,
    /// Its target.
    pub(crate) target: String,
    /// The keys.
    pub(crate) keys: Vec<UndoneKey>,
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
    /// What their history says; `None` where it says nothing about any key, as in a repository that is being set up.
    pub(crate) judged: Option<JudgedCounts>,
}

/// The differing keys of an edge by what their history says, without those that only the target has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct JudgedCounts {
    /// The source changed them; those of new files are counted as files.
    pub(crate) forward: usize,
    /// The files that are new to the target and wait.
    pub(crate) new_files: usize,
    /// Both changed them.
    pub(crate) diverged: usize,
    /// The target changed them.
    pub(crate) backward: usize,
    /// The source changed them, and later promotions left them out.
    pub(crate) passed_over: usize,
    /// The sides never held one value.
    pub(crate) unrelated: usize,
    /// The history that was read does not tell.
    pub(crate) unknown: usize,
}

impl JudgedCounts {
    fn of(judgements: &Judgements, comparison: &Comparison) -> Self {
        let mut counts = Self::default();
        for (pair, diff) in &comparison.files {
            let (is_new, before) = (pair.target.is_none(), counts.forward);
            for change in without_filled(&diff.changes) {
                match judgements.heading(change) {
                    Heading::Forward => counts.forward += 1,
                    Heading::Diverged => counts.diverged += 1,
                    Heading::Undoes => counts.backward += 1,
                    Heading::PassedOver => counts.passed_over += 1,
                    Heading::Unrelated => counts.unrelated += 1,
                    Heading::Unknown => counts.unknown += 1,
                    Heading::OnlyInTarget => {}
                }
            }
            if is_new && counts.forward > before {
                counts.new_files += 1;
                counts.forward = before;
            }
        }
        counts
    }

    /// The number of keys that neither wait nor would undo something.
    pub(crate) fn rest(self) -> usize {
        self.passed_over + self.unrelated + self.unknown
    }
}

/// Reads the pipeline; with an environment, its edges and their promotions.
///
/// # Errors
/// Where the environment is unknown, or the repository or its policy cannot be read. A missing branch is no error.
pub(crate) fn status(context: &Context, environment: Option<&str>, only: &[String]) -> Result<Pipeline, OpError> {
    let only = parse_only(&context.narrowed(only))?;
    let store = context.store()?;
    remark_on_unmatched(context, &store);
    if let Some(name) = environment {
        store.environment(name)?;
    }
    let wanted = |source: &str, target: &str| environment.is_none_or(|name| name == source || name == target);
    let ledger = store.ledger()?;
    let last_on_edges = ledger.last_on_edges()?;
    let mut edges = Vec::new();
    for target in &store.policy.environments {
        for source in target.from.iter().filter(|source| wanted(source, &target.name)) {
            let recorded = last_on_edges.get(&(source.clone(), target.name.to_string()));
            let last = last_promotion(context, &store, (source, &target.name), recorded)?;
            let state = match waiting(&store, source, &target.name, &only) {
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
    let (mut open, mut undoing) = (Vec::new(), Vec::new());
    for entry in ledger.open()?.into_iter().rev() {
        if context.sees(&store, &entry.promotion)?
            && let (entry, None) = as_recorded(context, &store, entry)?
            && wanted(&entry.promotion.source, &entry.promotion.target)
        {
            let judged = judged(&store, &entry)?;
            let keys = unnamed::unnamed_in(&store, &entry.promotion.plan, &judged)?;
            let (name, target) = (entry.promotion.called(), entry.promotion.target.clone());
            open.push(view(&store, entry).judged(judged, &keys));
            undoing.extend((!keys.is_empty()).then_some(Undoing { name, target, keys }));
        }
    }
    // The files of a working tree are those of all tenants.
    let behind = if context.sees_all() { left_behind(&store.repo)? } else { Vec::new() };
    let mut holds = seen_holds(context, &store)?;
    holds.retain(|hold| environment.is_none_or(|name| hold.environment == name));
    Ok(Pipeline { holds, edges, open, undoing, behind })
}

/// The last promotion on an edge that the client sees: a merge that is not recorded yet, the one that is `recorded` last, or
/// the newest one before it.
fn last_promotion(
    context: &Context,
    store: &Store,
    (source, target): (&str, &str),
    recorded: Option<&ClosedPromotion>,
) -> Result<Option<PromotionView>, OpError> {
    let ledger = store.ledger()?;
    for (entry, merged) in on_edge(context, store, source, target)?.into_iter().rev() {
        if context.sees(store, &entry.promotion)? {
            return Ok(Some(view_with_merge(store, entry, Some(merged))));
        }
    }
    let Some(recorded) = recorded else { return Ok(None) };
    let entry = ledger.whole(recorded)?;
    if context.sees(store, &entry.promotion)? {
        return Ok(Some(view(store, entry)));
    }
    for id in ledger.executions()? {
        let Some(ended) = ledger.ended(id?)?.filter(|ended| ended.is_on(source, target)) else { continue };
        let entry = ledger.whole(&ended)?;
        if ended.is_in_force() && context.sees(store, &entry.promotion)? {
            return Ok(Some(view(store, entry)));
        }
    }
    Ok(None)
}

/// What history says about an open plan; nothing where an environment cannot be read.
fn judged(store: &Store, entry: &LedgerEntry) -> Result<JudgedPlan, OpError> {
    let promotion = &entry.promotion;
    if unnamed::sides(store, promotion).is_err() || store.by_rules_of(&promotion.plan).is_err() {
        return Ok(JudgedPlan::default());
    }
    Ok(unnamed::judge(store, promotion)?.unwrap_or_default())
}

fn waiting(store: &Store, source: &str, target: &str, only: &[CaptureFilter]) -> Result<Waiting, OpError> {
    let keep = &store.environment(target)?.keep;
    let (from, to) = (store.side(source, only)?, store.side(target, only)?);
    let comparison = store.compare(&from, &to, keep, &[])?;
    let counts = comparison.files.iter().map(|(_, diff)| ChangeCounts::of(without_filled(&diff.changes))).sum();
    let judgements = Judgements::of(store, (&from, &to), comparison.changes(), JudgeRequest::default())?;
    let judged = (!judgements.tells_nothing).then(|| JudgedCounts::of(&judgements, &comparison));
    let own = comparison.files.iter().map(|(_, diff)| diff.kept.len()).sum();
    Ok(Waiting { counts, own, judged })
}
