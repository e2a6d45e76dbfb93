//! `show`: one promotion whole, and the view of a promotion that most reports share.

use super::OpError;
use super::context::Context;
use super::propose::record;
use crate::policy::gate::{Blocker, Evidence, Judgement, Question, judge};
use crate::promotion::state::fold;
use crate::promotion::{Event, Promotion, State, Status};
use crate::store::Store;
use crate::store::ledger::Entry;

/// A promotion as people and scripts see it.
#[derive(Debug, Clone)]
pub struct View {
    /// Request and plan.
    pub promotion: Promotion,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What that adds up to.
    pub state: State,
    /// Its name under today's policy.
    pub status: Status,
    /// What the rules say of it today.
    pub judgement: Judgement,
}

impl View {
    /// Why it may not be executed; empty where it may, or has ended.
    pub fn blockers(&self) -> &[Blocker] {
        if self.status.is_open() { &self.judgement.blockers } else { &[] }
    }
}

/// Shows one promotion.
///
/// # Errors
/// Where there is no such promotion.
pub fn show(context: &Context, id: &str) -> Result<View, OpError> {
    let store = record(context, context.store()?)?;
    let entry = store.ledger()?.find(id)?;
    Ok(view(&store, entry))
}

/// The view of a promotion under today's policy.
pub fn view(store: &Store, entry: Entry) -> View {
    of_parts(store, entry.promotion, entry.events, entry.state, &entry.evidence)
}

/// The view of a promotion after events that are not in the store yet.
///
/// # Errors
/// Where the events are not legal.
pub fn view_after(store: &Store, promotion: Promotion, events: Vec<Event>) -> Result<View, OpError> {
    let state = fold(&events)?;
    Ok(of_parts(store, promotion, events, state, &Evidence::default()))
}

fn of_parts(store: &Store, promotion: Promotion, events: Vec<Event>, state: State, evidence: &Evidence) -> View {
    let question = Question {
        policy: &store.policy,
        promotion: &promotion,
        state: &state,
        authors: &[],
        evidence,
        now: store.now,
        by: None,
        overriding: None,
    };
    let judgement = judge(&question);
    // An approval that does not count (any more) makes nothing approved.
    let status = match state.status(judgement.required) {
        Status::Approved if !judgement.approved() => Status::Validated,
        status => status,
    };
    View { promotion, events, state, status, judgement }
}
