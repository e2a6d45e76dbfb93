//! Beginning a ledger. It is asked for once whether a remote has one already: two ledgers of one repository are hard to bring
//! together again.

use super::OpError;
use super::context::Context;
use crate::store::{Store, StoreError};

/// Refuses to act in a clone without a ledger where a remote had one when it was fetched. Nothing asks the network.
///
/// # Errors
/// Where there is one, unless `promote.yaml` names the remote that decides.
pub(crate) fn refuse_beside_tracked(context: &Context, store: &Store) -> Result<(), OpError> {
    if store.ledger()?.tip().is_some() || is_chosen(context, store) {
        return Ok(());
    }
    let ledger = &store.policy.ledger;
    for remote in store.repo.remotes()? {
        let tracking = format!("refs/remotes/{remote}/{ledger}");
        if !store.repo.refs(&[&tracking])?.is_empty() {
            return Err(StoreError::SecondLedger { remote, ledger: ledger.clone() }.into());
        }
    }
    Ok(())
}

/// Refuses to begin a second ledger: each remote is asked, unless `promote.yaml` names the one that decides.
///
/// # Errors
/// Where a remote has a ledger, or cannot be asked; where this clone has one, and the remote that decides has none.
pub(super) fn refuse_second_ledger(context: &Context, store: &Store) -> Result<(), OpError> {
    let ledger = &store.policy.ledger;
    if let Some(remote) = store.authority.remote().filter(|_| !context.reach.beginning.new_ledger) {
        let here = format!("refs/heads/{ledger}");
        let (remote, ledger) = (remote.to_owned(), ledger.clone());
        return match store.repo.refs(&[&here])?.is_empty() {
            true => Ok(()),
            false => Err(StoreError::LedgerOnlyHere { remote, ledger }.into()),
        };
    }
    if is_chosen(context, store) {
        return Ok(());
    }
    for name in store.repo.remotes()? {
        let unknown = |why: String| StoreError::LedgerUnknown { remote: name.clone(), why };
        if context.reach.offline {
            return Err(unknown("--offline forbids it".to_owned()).into());
        }
        let asked = store.repo.remote(&name, context.reach.timeouts).and_then(|remote| remote.advertised(&[ledger]));
        if asked.map_err(|error| unknown(error.to_string()))?.tips.contains_key(ledger) {
            return Err(StoreError::SecondLedger { remote: name, ledger: ledger.clone() }.into());
        }
    }
    Ok(())
}

/// Whether somebody has said where the ledger is: `promote.yaml`, or a person.
fn is_chosen(context: &Context, store: &Store) -> bool {
    store.authority.remote().is_some() || context.reach.beginning.new_ledger
}

/// Says with the first event which branch rules.
pub(super) fn tell(context: &Context, store: &Store) {
    let (ledger, branch) = (&store.policy.ledger, &store.policy_branch);
    context.remarks.add(format!("this begins the ledger, on the branch {ledger}; promote.yaml on {branch} rules"));
}
