//! `show`: one promotion whole, and the view of a promotion that most reports share.

use super::OpError;
use super::context::Context;
use super::propose::record;
use crate::policy::gate::{Blocker, clear, counting};
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
    /// How many approvals the policy asks for today.
    pub required: u32,
    /// How many count.
    pub given: usize,
    /// Why it may not be executed; empty where it may, or has ended.
    pub blockers: Vec<Blocker>,
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
    of_parts(store, entry.promotion, entry.events, entry.state)
}

/// The view of a promotion after events that are not in the store yet.
///
/// # Errors
/// Where the events are not legal.
pub fn view_after(store: &Store, promotion: Promotion, events: Vec<Event>) -> Result<View, OpError> {
    let state = fold(&events)?;
    Ok(of_parts(store, promotion, events, state))
}

fn of_parts(store: &Store, promotion: Promotion, events: Vec<Event>, state: State) -> View {
    let environment = store.policy.environment(&promotion.target);
    let required = environment.map_or(0, |e| e.approvals.required);
    let given = environment.map_or(0, |e| counting(&state, e, &promotion.created_by));
    // An approval that does not count (any more) makes nothing approved.
    let status = match state.status(required) {
        Status::Approved if given < required as usize => Status::Validated,
        status => status,
    };
    let cleared = clear(&store.policy, &promotion.source, &promotion.target, &promotion.created_by, &state);
    let blockers = if status.is_open() { cleared.err().unwrap_or_default() } else { Vec::new() };
    View { promotion, events, state, status, required, given, blockers }
}
