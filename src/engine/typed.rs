//! Finding the promotion that somebody typed.

use super::caller::hidden;
use super::context::Context;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::ledger::{Ledger, LedgerEntry};

/// The promotion that somebody typed. A number wins over a commit whose id begins with it, with a remark. The client of a
/// service does not find the promotions of other tenants.
///
/// # Errors
/// If no promotion or more than one matches.
pub(crate) fn find_typed(context: &Context, store: &Store, typed: &str) -> Result<LedgerEntry, StoreError> {
    let ledger: Ledger<'_> = store.ledger()?;
    let found = hidden(context.caller.as_ref(), store, typed, ledger.find(typed))?;
    if let Some(other) = ledger.meant_by_commit(typed, found.promotion.id)? {
        let other = other.promotion.name();
        context.remarks.add(format!("{typed} is the number of this promotion, and also a commit of promotion {other}"));
    }
    Ok(found)
}
