//! Finding the promotion that somebody typed.

use super::context::Context;
use crate::store::StoreError;
use crate::store::ledger::{Ledger, LedgerEntry};

/// The promotion that somebody typed. A number wins over a commit whose id begins with it, with a remark.
///
/// # Errors
/// If no promotion or more than one matches.
pub(crate) fn find_typed(context: &Context, ledger: &Ledger<'_>, typed: &str) -> Result<LedgerEntry, StoreError> {
    let found = ledger.find(typed)?;
    if let Some(other) = ledger.meant_by_commit(typed, found.promotion.id)? {
        let other = other.promotion.name();
        context.remarks.add(format!("{typed} is the number of this promotion, and also a commit of promotion {other}"));
    }
    Ok(found)
}
