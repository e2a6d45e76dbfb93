//! The statement of an approval that its approver signs elsewhere, with a program and a key of their own.

use jiff::{SignedDuration, Timestamp};

use super::OpError;
use super::caller::SignedStatement;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::{Event, EventKind, Person, Statement};
use promote_model::ObjectId;

/// How old a statement may be when it is given.
const OLDEST: SignedDuration = SignedDuration::from_hours(1);
/// How far the clock of the approver may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// What a person approves, when, and by which rules.
pub(crate) struct Approval<'a> {
    /// The approver.
    pub(crate) by: &'a Person,
    /// The time.
    pub(crate) at: Timestamp,
    /// The commit of the `promote.yaml` in force.
    pub(crate) policy: ObjectId,
}

/// The event of an approval at a time, and its statement.
///
/// # Errors
/// Where the target is unknown, or the ledger cannot be read.
pub(crate) fn approval(
    store: &Store,
    entry: &LedgerEntry,
    approval: &Approval<'_>,
) -> Result<(EventKind, Statement), OpError> {
    let target = store.environment(&entry.promotion.target)?;
    let expires = target.approvals.valid.and_then(|valid| approval.at.checked_add(valid).ok());
    let what = EventKind::Approved { digest: entry.state.digest.clone(), expires };
    let (by, at, policy) = (approval.by.clone(), approval.at, approval.policy);
    let event = Event { what, by, at, policy, rules: None, clock: None, request: None };
    let target_ref = format!("refs/heads/{}", store.branch_of(target));
    let digest = entry.state.digest.to_string();
    let statement = Statement::of(&store.ledger()?.root()?, &entry.promotion, &digest, target_ref, &event);
    Ok((event.what, statement))
}

/// The event of an approval that was signed elsewhere; or how the statement differs from the one that the approval needs now.
///
/// # Errors
/// Where it is no statement, or git cannot be read.
pub(crate) fn given(
    store: &Store,
    entry: &LedgerEntry,
    by: &Person,
    signed: &SignedStatement,
) -> Result<Result<EventKind, &'static str>, OpError> {
    let given = Statement::read(&signed.statement).filter(|given| given.write() == signed.statement);
    let given = given.ok_or_else(OpError::no_statement)?;
    // People write their names as they like; the address tells who they are.
    let by = if given.by.is(by) { &given.by } else { by };
    let (what, wanted) = approval(store, entry, &Approval { by, at: given.at, policy: given.policy_commit })?;
    if let Some(other) = given.differs(&wanted) {
        return Ok(Err(other));
    }
    let last = entry.events.last().map_or(entry.promotion.created_at, |event| event.at);
    if given.at < last.max(store.clock - OLDEST) || given.at > store.clock.max(store.now) + AHEAD {
        return Ok(Err("another time"));
    }
    let policy = given.policy_commit;
    let known = store.repo.exists(policy)? && store.repo.is_stored_ancestor(policy, store.policy_commit)?;
    if !known || store.policy_blob(policy)? != store.policy_blob(store.policy_commit)? {
        return Ok(Err("another policy"));
    }
    Ok(Ok(what))
}
