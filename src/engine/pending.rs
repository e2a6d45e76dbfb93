//! Writing a decision: the objects, then all refs in one transaction, then the files of the target.

use super::OpError;
use super::context::Context;
use super::held::HeldFiles;
use super::landed::Landed;
use super::retry::Retry;
use super::sync_local_branch::fast_forward;
use crate::store::{Store, WriteError};
use promote_git::{Batch, Expected, RefUpdate, TransactionError};
use promote_model::ObjectId;

/// A decision to write: the objects, and the refs to move.
pub(super) struct Pending<'a> {
    /// The objects.
    pub(super) batch: Batch<'a>,
    /// The checkouts of the target, with their index locked.
    pub(super) held: Option<HeldFiles>,
    /// The new tip of the ledger.
    pub(super) ledger: ObjectId,
    /// The other refs.
    pub(super) updates: Vec<RefUpdate>,
}

impl Pending<'_> {
    /// Writes it in one transaction, and updates the files of the target; the roots of updated working trees. `None` after
    /// a lost race, which needs another attempt.
    ///
    /// # Errors
    /// A refusal by git or the remote; too many lost races; a target that has moved without its files or the ledger.
    pub(super) fn write(
        mut self,
        context: &Context,
        store: &Store,
        verb: &str,
        retry: &mut Retry,
    ) -> Result<Option<Vec<String>>, OpError> {
        self.batch.flush()?;
        let updates = with_ledger(store, self.ledger, self.updates)?;
        // From here on, the deadline has no effect: what is written is reported.
        store.repo.check_deadline()?;
        context.interrupt.deadline().hold(true);
        match store.write(&updates, &format!("promote {verb}"), &context.reach) {
            Ok(()) => {
                // A local copy of the ledger, for example from before `remote:` was set.
                fast_forward(context, store, &store.policy.ledger, self.ledger);
                self.held.map_or_else(|| Ok(Vec::new()), |held| held.follow(&store.repo, Some(store))).map(Some)
            }
            Err(WriteError::LostRace { name, error }) => {
                context.interrupt.deadline().hold(false);
                // The user may work on until the next attempt.
                drop(self.held);
                retry.lost(store, &updates, name, error).map(|()| None)
            }
            Err(WriteError::Local(error)) => Err(failed(store, self.held, &updates, error)),
            Err(WriteError::Remote(error)) => Err(OpError::push(store, &updates, error)),
        }
    }
}

/// The error of a transaction that failed. If the target has moved all the same, its files follow.
fn failed(store: &Store, held: Option<HeldFiles>, updates: &[RefUpdate], error: TransactionError) -> OpError {
    match &error {
        TransactionError::Partial { moved, .. } => {
            let ledger = store.ledger_ref();
            let mut others = updates.iter().filter(|update| update.moves() && update.name != ledger);
            let target = others.find(|update| moved.contains(&update.name));
            let Some((name, commit)) = target.and_then(|update| Some((&update.name, update.new?))) else {
                return error.into();
            };
            let landed = Landed::named(store, name, commit);
            // Only a decision that moves a target holds its files.
            let landed = Box::new(if held.is_some() { landed } else { landed.proposed() });
            match held.map(|held| held.follow(&store.repo, Some(store))) {
                Some(Err(behind)) => behind,
                _ => OpError::Unrecorded { landed, error: Box::new(error) },
            }
        }
        TransactionError::Unknown { .. } => {
            held.into_iter().for_each(HeldFiles::leave);
            error.into()
        }
        _ => error.into(),
    }
}

/// The refs to move, with the ledger, and with the policy branch, which must not have moved.
fn with_ledger(store: &Store, ledger: ObjectId, mut updates: Vec<RefUpdate>) -> Result<Vec<RefUpdate>, OpError> {
    // The policy that allowed a move must still be in force when the target moves.
    let policy = format!("refs/heads/{}", store.policy_branch);
    if !updates.is_empty() && !updates.iter().any(|update| update.name == policy) {
        let (old, new) = (Expected::Is(store.policy_commit), Some(store.policy_commit));
        updates.push(RefUpdate { name: policy, old, new });
    }
    // The ledger's ref comes last: a reader that sees it also sees the other refs.
    let old = store.ledger()?.tip().map_or(Expected::Absent, Expected::Is);
    updates.push(RefUpdate { name: store.ledger_ref(), old, new: Some(ledger) });
    Ok(updates)
}
