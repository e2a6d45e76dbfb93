//! The checks asked again of a target that is about to be written, or was: what passed when the promotion was validated
//! may not pass together with other promotions, or after edits by hand.

use super::{commands, run};
use crate::engine::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{CheckFinding, State};

/// Whether a target as it would be, or is, holds exactly the files that the commands of a validation were shown.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn is_as_seen(store: &Store, state: &State, target: &EnvSnapshot) -> Result<bool, OpError> {
    match state.validation.as_ref().and_then(|validation| validation.files_digest.as_ref()) {
        Some(seen) => Ok(*seen == commands::seen(store, target)?),
        None => Ok(true),
    }
}

/// What stands against a target as it would be now, though it did not when the promotion was validated: by other
/// promotions, or by hand.
///
/// # Errors
/// Where git cannot be read, or a schema is wrong.
pub(crate) fn stands_against(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<Blocker>, OpError> {
    if !is_as_seen(store, &entry.state, target)? {
        return Ok(Some(Blocker::FilesChanged { target: target.name.clone() }));
    }
    let found = run::again(store, &entry.promotion, target)?;
    Ok(found.map(|finding| Blocker::CheckFails {
        check: finding.check.clone().unwrap_or_default(),
        place: place(&finding),
        message: finding.message,
    }))
}

/// `path:line:column`, as far as it is known.
fn place(finding: &CheckFinding) -> Option<String> {
    let file = finding.file.as_ref()?;
    Some(match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file.clone(),
    })
}
