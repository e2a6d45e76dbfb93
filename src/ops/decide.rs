//! Decisions: an event appended to the ledger, with whatever else it moves, in one transaction.
//!
//! Everything is read anew at each attempt, so a lost race is simply tried again: the step is
//! checked against what the winner left. Nothing but the transaction moves a ref.

use super::OpError;
use super::catch_up::catch_up;
use super::context::{Actor, Context};
use super::follow::lock;
use super::races::Races;
use crate::store::ledger::Append;
use crate::store::{Store, WriteError};
use promote_core::policy::gate::Evidence;
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, EventKind, Promotion, ledger_path};
use promote_git::{Batch, CheckoutLock, Expected, GitError, RefUpdate, Signer};
use promote_model::ObjectId;

/// What an attempt came to.
pub(crate) enum Decision<T> {
    /// To be written: the ledger's new tip, other refs to move with it, and the report.
    Write {
        /// The ledger's new tip.
        ledger: ObjectId,
        /// The other refs.
        updates: Vec<RefUpdate>,
        /// What is reported once it is written.
        report: T,
    },
    /// Nothing is to be written.
    Nothing(T),
}

/// A decision that was made.
pub(crate) struct Decided<T> {
    /// What is reported.
    pub(crate) report: T,
    /// The repository as it was when the decision was made.
    pub(crate) store: Store,
    /// Held until checked-out files have followed; nobody else decides in this clone meanwhile.
    pub(crate) turn: Option<CheckoutLock>,
}

/// Decides, and writes the decision.
///
/// # Errors
/// What the attempt refuses; a race lost again and again; git's refusal, or the remote's.
pub(crate) fn decide<T>(
    context: &Context,
    verb: &str,
    attempt: impl FnMut(&Store, &Actor, &mut Batch<'_>) -> Result<Decision<T>, OpError>,
) -> Result<T, OpError> {
    decide_in(context, verb, attempt).map(|decided| decided.report)
}

/// The same, for what goes on with the files of a working tree.
///
/// # Errors
/// As [`decide`].
pub(crate) fn decide_in<T>(
    context: &Context,
    verb: &str,
    mut attempt: impl FnMut(&Store, &Actor, &mut Batch<'_>) -> Result<Decision<T>, OpError>,
) -> Result<Decided<T>, OpError> {
    // Those who decide in one clone go one after the other: a remote is too far away to race for, and files that are
    // about to follow would look like somebody's changes.
    let turn = lock(context)?;
    let mut races = Races::new();
    loop {
        let store = context.store_to_act()?;
        let actor = context.actor(&store.repo, store.now)?;
        let mut batch = context.batch(&store.repo)?;
        let decision = attempt(&store, &actor, &mut batch)?;
        let (ledger, updates, report) = match decision {
            Decision::Write { ledger, updates, report } if !context.dry_run => (ledger, updates, report),
            Decision::Write { report, .. } | Decision::Nothing(report) => {
                drop(batch);
                return Ok(Decided { report, store, turn });
            }
        };
        batch.flush()?;
        let updates = with_ledger(&store, ledger, updates)?;
        match store.write(&updates, &format!("promote {verb}"), context.reach) {
            Ok(()) => {
                // A copy of the ledger that somebody checked out, or kept from before there was a remote.
                catch_up(context, &store, &store.policy.ledger, ledger);
                return Ok(Decided { report, store, turn });
            }
            Err(WriteError::LostRace { name, error }) => races.lost(&store, &updates, name, error)?,
            Err(WriteError::Here(error)) => return Err(error.into()),
            Err(WriteError::There(error)) => return Err(OpError::push(&store, &updates, error)),
        }
    }
}

/// The refs to move, with the ledger's, and with the policy's to be looked at.
fn with_ledger(store: &Store, ledger: ObjectId, mut updates: Vec<RefUpdate>) -> Result<Vec<RefUpdate>, OpError> {
    // What moves a target was decided by rules that must still rule when it moves.
    let policy = format!("refs/heads/{}", store.policy_branch);
    if !updates.is_empty() && !updates.iter().any(|update| update.name == policy) {
        let (old, new) = (Expected::Is(store.policy_commit), Some(store.policy_commit));
        updates.push(RefUpdate { name: policy, old, new });
    }
    // The ledger's ref stands last: whoever sees it sees the rest.
    let old = store.ledger()?.tip().map_or(Expected::Absent, Expected::Is);
    updates.push(RefUpdate { name: store.ledger_ref(), old, new: Some(ledger) });
    Ok(updates)
}

/// A promotion's events after one that is not written yet, and what stands behind its approvals then.
pub(crate) struct After {
    /// What happened, oldest first.
    pub(crate) events: Vec<Event>,
    /// What stands behind its approvals.
    pub(crate) evidence: Evidence,
}

/// The ledger commit that appends what happened to a promotion.
///
/// # Errors
/// Where the step is not legal.
pub(crate) fn append(
    store: &Store,
    batch: &mut Batch<'_>,
    actor: &Actor,
    promotion: &Promotion,
    events: &[Event],
    what: EventKind,
) -> Result<(ObjectId, After), OpError> {
    let event = Event { what, by: actor.person.clone(), at: store.now, policy: store.policy_commit };
    let signer = signer(store, actor, statement_is_signed(store, promotion, Some(&event))?)?;
    let append = Append { promotion, events, event: &event, by: &actor.signature, signer: signer.as_ref() };
    let id = store.ledger()?.append(batch, &append)?;
    let events: Vec<Event> = events.iter().cloned().chain(std::iter::once(event)).collect();
    let state = fold(&events)?;
    let mut evidence = Evidence::default();
    if !(state.approvals.is_empty() && state.attestations.is_empty()) {
        let folder = ledger_path::folder(promotion.id, promotion.created_at, state.status(1));
        evidence = store.ledger_at(id)?.at(&folder)?.evidence;
    }
    if actor.signs.is_none() && statement_is_signed(store, promotion, events.last())? {
        evidence.assume_signed(events.len());
    }
    Ok((id, After { events, evidence }))
}

/// Who signs a statement, where that is asked for; nobody in a dry run.
///
/// # Errors
/// Where git would not know which key to sign with.
pub(crate) fn signer(store: &Store, actor: &Actor, asked: bool) -> Result<Option<Signer>, OpError> {
    let Some(patience) = actor.signs.filter(|_| asked) else { return Ok(None) };
    Ok(Some(store.repo.signer(patience).map_err(|error| GitError::from(Box::new(error)))?))
}

/// Whether what an event states is signed: where the rules ask for it, or the user signs everything.
fn statement_is_signed(store: &Store, promotion: &Promotion, event: Option<&Event>) -> Result<bool, OpError> {
    let Some(event) = event.filter(|event| event.what.is_stated()) else { return Ok(false) };
    let environment = store.policy.environment(&promotion.target);
    let asked = environment.is_some_and(|environment| match &event.what {
        EventKind::Attested { name, .. } => environment.attestations.iter().any(|a| a.name == *name && a.signed),
        _ => environment.approvals.signed,
    });
    Ok(asked || store.repo.signs_commits()?)
}
