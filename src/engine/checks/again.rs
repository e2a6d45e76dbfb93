//! Runs the checks again on the final target: what passed when the promotion was validated may fail together with other
//! promotions, or after edits by hand.

use super::{commands, run};
use crate::engine::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{CheckFinding, PromotionState};

/// Whether a target holds exactly the files that the command checks of the validation saw.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn has_validated_files(
    store: &Store,
    state: &PromotionState,
    target: &EnvSnapshot,
) -> Result<bool, OpError> {
    match state.validation.as_ref().and_then(|validation| validation.files_digest.as_ref()) {
        Some(digest) => Ok(*digest == commands::files_digest(store, target)?),
        None => Ok(true),
    }
}

/// The blocker if the checks no longer pass on the target's new files.
///
/// # Errors
/// Where git cannot be read, or a schema is wrong.
pub(crate) fn still_passes(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<Blocker>, OpError> {
    if !has_validated_files(store, &entry.state, target)? {
        return Ok(Some(Blocker::FilesChanged { target: target.name.clone() }));
    }
    let found = run::again(store, &entry.promotion, target)?;
    Ok(found.map(|finding| Blocker::CheckFails {
        check: finding.check.clone().unwrap_or_else(|| finding.code.clone()),
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
