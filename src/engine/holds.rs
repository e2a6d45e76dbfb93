//! Holds and commits that are in their target already: which holds were on when a commit came there. Neither the time of the
//! commit nor that of its record tells; the ledger notes where the target's branch was when a hold was set and lifted.
//!
//! ```text
//! ledger   set (tip A)   lifted (tip C)
//! branch   A - B - C - D              B and C came during the hold, A before, D after
//! ```

use std::sync::Arc;

use super::OpError;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::Hold;
use promote_model::ObjectId;

/// The entry without the holds that were set after a commit had come into its target.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn since_landing(store: &Store, entry: &LedgerEntry, commit: ObjectId) -> Result<LedgerEntry, OpError> {
    let mut holds = Vec::new();
    for hold in entry.holds.iter().filter(|hold| hold.environment == entry.promotion.target) {
        if hold.lifted.is_some() || !held_by(store, commit, hold.tip)? {
            holds.push(hold.clone());
        }
    }
    Ok(LedgerEntry { holds: holds.into(), ..entry.clone() })
}

/// The holds that were lifted since, but were on when a commit came into its target, and block its promotion.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn lifted_since(store: &Store, entry: &LedgerEntry, commit: ObjectId) -> Result<Vec<Arc<Hold>>, OpError> {
    let mut holds = Vec::new();
    for hold in entry.holds.iter() {
        let Some(lift) = hold.lifted.as_ref().filter(|_| !hold.covers(&entry.promotion).is_empty()) else { continue };
        if held_by(store, commit, lift.tip)? && !held_by(store, commit, hold.tip)? {
            holds.push(hold.clone());
        }
    }
    Ok(holds)
}

/// Whether a branch held a commit when its tip was this one.
fn held_by(store: &Store, commit: ObjectId, tip: Option<ObjectId>) -> Result<bool, OpError> {
    match tip {
        Some(tip) if store.repo.exists(tip)? => Ok(store.is_in(commit, tip)?),
        _ => Ok(false),
    }
}
