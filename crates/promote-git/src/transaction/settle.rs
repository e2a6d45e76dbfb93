//! The outcome of a transaction whose git failed: the refs tell what was moved.

use super::super::Repo;
use super::error::TransactionError;
use super::update::RefUpdate;

/// Success if all refs have their new values after all; else the error, with what was moved.
///
/// # Errors
/// The error of git if no ref was moved, [`TransactionError::Partial`] if some were, and
/// [`TransactionError::Unknown`] if the refs cannot be read.
pub(super) fn settle(repo: &Repo, updates: &[RefUpdate], error: TransactionError) -> Result<(), TransactionError> {
    let moving: Vec<&RefUpdate> = updates.iter().filter(|update| update.moves()).collect();
    let names: Vec<&str> = moving.iter().map(|update| update.name.as_str()).collect();
    let Ok(refs) = repo.refs(&names) else { return Err(TransactionError::Unknown { error: Box::new(error) }) };
    let moved: Vec<String> =
        moving.iter().filter(|u| refs.get(&u.name).copied() == u.new).map(|u| u.name.clone()).collect();
    match moved.len() {
        0 => Err(error),
        all if all == moving.len() => Ok(()),
        _ => Err(TransactionError::Partial { moved, error: Box::new(error) }),
    }
}
