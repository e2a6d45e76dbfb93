//! The ledger in a remote-tracking branch, where `promote.yaml` names no remote: a colleague has pushed it, or this clone has a
//! ledger of its own. Nothing asks the network.

use super::branches::Branches;
use super::error::StoreError;
use promote_git::Repo;
use promote_model::ObjectId;

/// A ledger in a remote-tracking branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrackedLedger {
    /// The remote.
    pub(crate) remote: String,
    /// The commit.
    pub(crate) tip: ObjectId,
    /// How it relates to the ledger of this clone.
    pub(crate) relation: Relation,
}

/// How the ledger of a remote relates to that of this clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// This clone has none: the remote's is shown.
    Shown,
    /// The remote has events that this clone has not.
    Ahead,
    /// Each has events that the other one has not.
    Diverged,
}

/// Finds a ledger that a remote had when it was fetched. `None` where there is none, or this clone has all of it.
///
/// # Errors
/// If git cannot be read.
pub(super) fn find(repo: &Repo, branches: &Branches, ledger: &str) -> Result<Option<TrackedLedger>, StoreError> {
    let remotes = repo.remotes()?;
    let names: Vec<String> = remotes.iter().map(|remote| format!("refs/remotes/{remote}/{ledger}")).collect();
    let tracked = repo.refs(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let local = branches.tips.get(ledger);
    for (remote, name) in remotes.into_iter().zip(names) {
        let Some(tip) = tracked.get(&name).copied() else { continue };
        let relation = match local {
            None => Relation::Shown,
            Some(local) if repo.is_stored_ancestor(tip, *local)? => continue,
            Some(local) if repo.is_stored_ancestor(*local, tip)? => Relation::Ahead,
            Some(_) => Relation::Diverged,
        };
        return Ok(Some(TrackedLedger { remote, tip, relation }));
    }
    Ok(None)
}
