//! Keys of a promotion that changed after it: reverting one of them would lose that change.

use super::OpError;
use super::apply::{FileEdit, stale};
use super::promoted_again::promoted_again;
use super::touched::Touched;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_git::Commit;

/// The keys whose rollback conflicts with a later change of the target, each with the commit that changed it. `edits` are the
/// inverted changes as edits of the target, `inverted` the changes themselves, with secrets masked.
///
/// # Errors
/// Where the ledger or history cannot be read.
pub(crate) fn conflicts(
    store: &Store,
    entry: &LedgerEntry,
    (commit, target): (&Commit, &EnvSnapshot),
    edits: &[FileEdit<'_>],
    inverted: &[Change],
) -> Result<Vec<Touched>, OpError> {
    let mut touched = stale(&store.repo, edits, commit.id, target.commit)?;
    for again in promoted_again(store, entry, target.commit, inverted)? {
        if !touched.iter().any(|t| t.change.file == again.change.file && t.change.place() == again.change.place()) {
            touched.push(again);
        }
    }
    Ok(touched)
}
