//! The last promotion of an edge that was executed and not rolled back.

use std::cmp::Ordering;

use super::OpError;
use crate::store::ledger::{ClosedPromotion, Ledger};

/// The last executed promotion of an edge among these, without those rolled back.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn last_of<'a>(
    ledger: &Ledger<'_>,
    ended: &'a [ClosedPromotion],
    source: &str,
    target: &str,
) -> Result<Option<&'a ClosedPromotion>, OpError> {
    let stands = |ended: &&ClosedPromotion| ended.state.executed.is_some() && !ended.state.rolled_back;
    let on_edge = ended.iter().filter(|e| e.head.source == source && e.head.target == target).filter(stands);
    let second = |ended: &&ClosedPromotion| ended.state.executed.as_ref().map(|done| done.at.as_second());
    let mut latest: Vec<&ClosedPromotion> = Vec::new();
    for ended in on_edge {
        match second(&ended).cmp(&latest.first().and_then(second)) {
            Ordering::Less => continue,
            Ordering::Equal => {}
            Ordering::Greater => latest.clear(),
        }
        latest.push(ended);
    }
    ledger.newest_first(&mut latest)?;
    Ok(latest.first().copied())
}
