//! `ledger.json`: the version of the ledger and the policy branch.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::{Branches, StoreError};
use promote_git::Repo;

/// The ledger version that this program writes.
pub(super) const VERSION: u32 = 1;

/// The content of `ledger.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Header {
    pub(super) version: u32,
    pub(super) policy_branch: String,
}

/// The policy branch recorded in a ledger; `None` if the ledger does not exist yet.
pub(in crate::store) fn recorded_branch(
    repo: &Repo,
    branches: &Branches,
    ledger: &str,
) -> Result<Option<String>, StoreError> {
    let Some(tip) = branches.tips.get(ledger) else { return Ok(None) };
    let tree = repo.read_commit(*tip)?.tree;
    let Some(entry) = repo.find_path(tree, b"ledger.json")? else { return Ok(None) };
    let malformed = |reason: String| StoreError::Ledger { ledger: ledger.into(), place: "ledger.json".into(), reason };
    let header: Header = serde_json::from_slice(&repo.read_blob(entry.oid)?).map_err(|e| malformed(e.to_string()))?;
    if header.version != VERSION {
        return Err(malformed(format!("version {} is not supported; use a newer promote", header.version)));
    }
    Ok(Some(header.policy_branch))
}

/// The time of the last event in a ledger; `None` if the ledger does not exist yet. Each event is appended with the
/// time of the event before it or a later one, so the tip has the latest time.
pub(in crate::store) fn time(repo: &Repo, branches: &Branches, ledger: &str) -> Result<Option<Timestamp>, StoreError> {
    let Some(tip) = branches.tips.get(ledger) else { return Ok(None) };
    Ok(Timestamp::from_second(repo.read_commit(*tip)?.committer.seconds).ok())
}
