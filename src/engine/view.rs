//! A promotion for output, evaluated under the current policy.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::merged::Merged;
use crate::engine::secrets::{redacted_events, redacted_promotion};
use crate::engine::soak;
use crate::engine::transact::Appended;
use crate::engine::undone::UndoneKey;
use crate::engine::unnamed;
use crate::engine::whole_lines::{self, WholeLines};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{Blocker, Evaluation, Evidence, GateInput, evaluate};
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, Hold, Promotion, PromotionState, Status};

/// A promotion for output.
#[derive(Debug, Clone)]
pub(crate) struct PromotionView {
    /// Request and plan.
    pub(crate) promotion: Promotion,
    /// The events, oldest first.
    pub(crate) events: Vec<Event>,
    /// The state after all events.
    pub(crate) state: PromotionState,
    /// The status under the current policy.
    pub(crate) status: Status,
    /// The evaluation of the current policy.
    pub(crate) judgement: Evaluation,
    /// For a scheduled promotion: the blockers expected at the due time.
    pub(crate) when_due: Vec<Blocker>,
    /// The merge that executed it, where the ledger does not record it yet.
    pub(crate) merged: Option<Merged>,
    /// The branch that a proposal was merged into, where the ledger cannot record that.
    pub(crate) unrecorded: Option<String>,
    /// The texts of files that move as a whole; read where the plan is shown.
    pub(crate) lines: WholeLines,
    /// What the plan undoes in its target; read where the plan is shown.
    pub(crate) undone: Vec<UndoneKey>,
    /// What history says about its changes; read where an open plan is shown.
    pub(crate) judged: JudgedPlan,
}

impl PromotionView {
    /// The same with the texts of files that move as a whole, and with what the plan undoes.
    ///
    /// # Errors
    /// Where a blob cannot be read.
    pub(crate) fn with_lines(self, store: &Store) -> Result<Self, OpError> {
        let plan = &self.promotion.plan;
        let lines = whole_lines::of_changes(store, plan, &plan.changes)?;
        let undone = unnamed::named(store, plan)?;
        Ok(Self { lines, undone, ..self })
    }

    /// The same with what history says about the changes; where the plan undoes something that it does not name, it cannot be
    /// executed.
    pub(crate) fn judged(mut self, judged: JudgedPlan, unnamed: &[UndoneKey]) -> Self {
        if !unnamed.is_empty() {
            let target = self.promotion.target.clone();
            self.judgement.blockers.push(Blocker::Undoes { target, keys: unnamed.len() });
        }
        Self { judged, ..self }
    }

    /// The blockers; empty where it can be executed, or is closed.
    pub(crate) fn blockers(&self) -> &[Blocker] {
        if self.status.is_open() { &self.judgement.blockers } else { &[] }
    }
}

/// The view of a promotion under the current policy.
pub(crate) fn view(store: &Store, entry: LedgerEntry) -> PromotionView {
    let LedgerEntry { promotion, events, state, evidence, holds } = entry;
    of_parts(store, promotion, (events, state), (&evidence, &holds))
}

/// The view of a promotion with a merge that is not recorded yet.
pub(crate) fn view_with_merge(store: &Store, entry: LedgerEntry, merged: Option<Merged>) -> PromotionView {
    PromotionView { merged, ..view(store, entry) }
}

/// The view of a promotion after an append that is not written yet.
///
/// # Errors
/// Where the events are not legal.
pub(crate) fn view_after(store: &Store, promotion: Promotion, after: Appended) -> Result<PromotionView, OpError> {
    let state = fold(&after.events)?;
    Ok(of_parts(store, promotion, (after.events, state), (&after.evidence, &after.holds)))
}

fn of_parts(
    store: &Store,
    promotion: Promotion,
    (events, state): (Vec<Event>, PromotionState),
    (evidence, holds): (&Evidence, &[Arc<Hold>]),
) -> PromotionView {
    let input = GateInput {
        policy: &store.policy,
        promotion: &promotion,
        state: &state,
        authors: &state.authors,
        since: state.since,
        evidence,
        holds,
        now: store.now,
        clock: None,
        by: None,
        overriding: None,
    };
    let (mut judgement, when_due) = (evaluate(&input), when_due(&input));
    add_plan_blockers(store, &promotion, &state, &mut judgement);
    view_with_judgement(store, promotion, events, state, judgement, when_due)
}

/// Adds what blocks the plan of an open promotion itself: rules that the program does not hold, and values that are no longer
/// in the source.
pub(crate) fn add_plan_blockers(
    store: &Store,
    promotion: &Promotion,
    state: &PromotionState,
    judgement: &mut Evaluation,
) {
    if !state.status(1).is_open() {
        return;
    }
    if let Err(why) = store.holds_rules_of(&promotion.plan) {
        judgement.blockers.push(Blocker::UnknownRules(why));
    }
    // An unreadable source is an error in commands that write.
    if let Ok(Some(blocker)) = soak::changed_in_source(store, promotion) {
        judgement.blockers.push(blocker);
    }
}

/// The blockers expected at the due time of a scheduled promotion.
pub(crate) fn when_due(input: &GateInput<'_>) -> Vec<Blocker> {
    let schedule = input.state.scheduled.as_ref();
    schedule.map(|due| evaluate(&GateInput { now: due.at.max(input.now), ..*input }).blockers).unwrap_or_default()
}

/// The view of a promotion with an evaluation that was made before.
pub(crate) fn view_with_judgement(
    store: &Store,
    promotion: Promotion,
    mut events: Vec<Event>,
    mut state: PromotionState,
    judgement: Evaluation,
    when_due: Vec<Blocker>,
) -> PromotionView {
    // Approvals that do not count do not make it APPROVED.
    let status = match state.status(judgement.required) {
        Status::Approved if !judgement.approved() => Status::Validated,
        status => status,
    };
    let promotion = redacted_promotion(&store.rules, promotion);
    if let Some(redacted) = redacted_events(store, &events) {
        // Redacted events differ in text only.
        state = fold(&redacted).unwrap_or(state);
        events = redacted;
    }
    PromotionView {
        promotion,
        events,
        state,
        status,
        judgement,
        when_due,
        merged: None,
        unrecorded: None,
        lines: WholeLines::new(),
        undone: Vec::new(),
        judged: JudgedPlan::default(),
    }
}
