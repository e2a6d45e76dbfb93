//! A promotion as people and scripts see it, under today's policy.

use crate::engine::OpError;
use crate::engine::merged::Merged;
use crate::engine::transact::After;

use crate::engine::secrets::{redacted_events, redacted_promotion};
use crate::engine::soak;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{Blocker, Evidence, GateInput, Judgement, judge};
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, Promotion, State, Status};

/// A promotion as people and scripts see it.
#[derive(Debug, Clone)]
pub(crate) struct PromotionView {
    /// Request and plan.
    pub(crate) promotion: Promotion,
    /// What happened, oldest first.
    pub(crate) events: Vec<Event>,
    /// What that adds up to.
    pub(crate) state: State,
    /// Its name under today's policy.
    pub(crate) status: Status,
    /// What the rules say of it today.
    pub(crate) judgement: Judgement,
    /// Where it is scheduled: what will stand against it when it is due, by what is known today.
    pub(crate) when_due: Vec<Blocker>,
    /// The merge that executed it, where the ledger does not record that yet.
    pub(crate) merged: Option<Merged>,
}

impl PromotionView {
    /// Why it may not be executed; empty where it may, or has ended.
    pub(crate) fn blockers(&self) -> &[Blocker] {
        if self.status.is_open() { &self.judgement.blockers } else { &[] }
    }
}

/// The view of a promotion under today's policy.
pub(crate) fn view(store: &Store, entry: LedgerEntry) -> PromotionView {
    of_parts(store, entry.promotion, entry.events, entry.state, &entry.evidence)
}

/// The same, of a promotion whose merge may not be recorded yet.
pub(crate) fn view_of(store: &Store, entry: LedgerEntry, merged: Option<Merged>) -> PromotionView {
    PromotionView { merged, ..view(store, entry) }
}

/// The view of a promotion after events that are not in the store yet.
///
/// # Errors
/// Where the events are not legal.
pub(crate) fn view_after(store: &Store, promotion: Promotion, after: After) -> Result<PromotionView, OpError> {
    let state = fold(&after.events)?;
    Ok(of_parts(store, promotion, after.events, state, &after.evidence))
}

fn of_parts(
    store: &Store,
    promotion: Promotion,
    events: Vec<Event>,
    state: State,
    evidence: &Evidence,
) -> PromotionView {
    let input = GateInput {
        policy: &store.policy,
        promotion: &promotion,
        state: &state,
        authors: &state.authors,
        since: state.since,
        evidence,
        now: store.now,
        by: None,
        overriding: None,
    };
    let (mut judgement, when_due) = (judge(&input), when_due(&input));
    broken(store, &promotion, &state, &mut judgement);
    of_judgement(store, promotion, events, state, judgement, when_due)
}

/// What is open and must soak must stand in its source still.
pub(crate) fn broken(store: &Store, promotion: &Promotion, state: &State, judgement: &mut Judgement) {
    if !state.status(1).is_open() {
        return;
    }
    // What cannot be read is an error to whoever acts.
    if let Ok(Some(blocker)) = soak::broken(store, promotion) {
        judgement.blockers.push(blocker);
    }
}

/// What will stand against what is scheduled, when it is due.
pub(crate) fn when_due(input: &GateInput<'_>) -> Vec<Blocker> {
    let schedule = input.state.scheduled.as_ref();
    schedule.map(|due| judge(&GateInput { now: due.at.max(input.now), ..*input }).blockers).unwrap_or_default()
}

pub(crate) fn of_judgement(
    store: &Store,
    promotion: Promotion,
    mut events: Vec<Event>,
    mut state: State,
    judgement: Judgement,
    when_due: Vec<Blocker>,
) -> PromotionView {
    // An approval that does not count (any more) makes nothing approved.
    let status = match state.status(judgement.required) {
        Status::Approved if !judgement.approved() => Status::Validated,
        status => status,
    };
    let promotion = redacted_promotion(&store.rules, promotion);
    if let Some(redacted) = redacted_events(store, &events) {
        // What is told differs in words alone.
        state = fold(&redacted).unwrap_or(state);
        events = redacted;
    }
    PromotionView { promotion, events, state, status, judgement, when_due, merged: None }
}
