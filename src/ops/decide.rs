//! Decisions: an event appended to the ledger, with whatever else it moves, in one transaction.
//!
//! Everything is read anew at each attempt, so a lost race is simply tried again: the step is
//! checked against what the winner left. Nothing but the transaction moves a ref.

use std::time::{Duration, Instant};

use super::context::{Actor, Context};
use super::{OpError, error::Race};
use crate::git::{Batch, Expected, RefUpdate, Repo, TransactionError};
use crate::model::ObjectId;
use crate::promotion::{Event, Promotion, What};
use crate::store::Store;
use crate::store::ledger::Append;

/// What an attempt came to.
pub enum Decision<T> {
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

/// How long races are run.
const PATIENCE: Duration = Duration::from_secs(20);

/// Decides, and writes the decision.
///
/// # Errors
/// What the attempt refuses; a race lost again and again; git's refusal.
pub fn decide<T>(
    context: &Context,
    verb: &str,
    attempt: impl FnMut(&Store, &Actor, &mut Batch<'_>) -> Result<Decision<T>, OpError>,
) -> Result<T, OpError> {
    decide_in(context, verb, attempt).map(|(report, _)| report)
}

/// The same; with the repository as it was when the decision was made.
///
/// # Errors
/// As [`decide`].
pub fn decide_in<T>(
    context: &Context,
    verb: &str,
    mut attempt: impl FnMut(&Store, &Actor, &mut Batch<'_>) -> Result<Decision<T>, OpError>,
) -> Result<(T, Repo), OpError> {
    let started = Instant::now();
    let mut losses = 0_u32;
    loop {
        let store = Store::open_to_act(&context.dir)?;
        let actor = context.actor(&store.repo)?;
        let mut batch = store.repo.batch();
        let decision = attempt(&store, &actor, &mut batch)?;
        let (ledger, mut updates, report) = match decision {
            Decision::Write { ledger, updates, report } if !context.dry_run => (ledger, updates, report),
            Decision::Write { report, .. } | Decision::Nothing(report) => {
                drop(batch);
                return Ok((report, store.repo));
            }
        };
        batch.flush()?;
        // What moves a target was decided by rules that must still rule when it moves.
        let policy = format!("refs/heads/{}", store.policy_branch);
        if !updates.is_empty() && !updates.iter().any(|update| update.name == policy) {
            let (old, new) = (Expected::Is(store.policy_commit), Some(store.policy_commit));
            updates.push(RefUpdate { name: policy, old, new });
        }
        // The ledger's ref stands last: whoever sees it sees the rest.
        let old = store.ledger()?.tip().map_or(Expected::Absent, Expected::Is);
        updates.push(RefUpdate { name: store.ledger_ref(), old, new: Some(ledger) });
        match store.repo.transaction(&updates, &format!("promote {verb}")) {
            Ok(()) => return Ok((report, store.repo)),
            Err(TransactionError::LostRace { name, .. }) if started.elapsed() > PATIENCE => {
                return Err(OpError::LostRace(Race { name, losses }));
            }
            Err(TransactionError::LostRace { .. }) => losses += 1,
            Err(error) => return Err(error.into()),
        }
        std::thread::sleep(pause(losses));
    }
}

/// A little longer after each loss, and not the same for everybody.
fn pause(losses: u32) -> Duration {
    let spread = u64::from(std::process::id() % 17);
    Duration::from_millis((3 + spread) * u64::from(losses.min(8)))
}

/// The ledger commit that appends what happened to a promotion.
///
/// # Errors
/// Where the step is not legal.
pub fn append(
    store: &Store,
    batch: &mut Batch<'_>,
    actor: &Actor,
    context: &Context,
    promotion: &Promotion,
    events: &[Event],
    what: What,
) -> Result<(ObjectId, Vec<Event>), OpError> {
    let event = Event { what, by: actor.person.clone(), at: context.now, policy: store.policy_commit };
    let append = Append { promotion, events, event: &event, by: &actor.signature };
    let id = store.ledger()?.append(batch, &append)?;
    Ok((id, events.iter().cloned().chain(std::iter::once(event)).collect()))
}
