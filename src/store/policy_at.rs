//! The policy of a commit.

use super::error::StoreError;
use super::schemas;
use promote_core::policy::{self, Policy};
use promote_git::Repo;
use promote_model::ObjectId;

/// The policy of a commit; `None` if it has none or the policy is invalid.
pub(super) fn at(repo: &Repo, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
    let tree = repo.read_commit(commit)?.tree;
    let Some(entry) = repo.find_path(tree, policy::FILE.as_bytes())? else { return Ok(None) };
    let Ok(mut policy) = policy::read(&repo.read_blob(entry.oid)?) else { return Ok(None) };
    schemas::load(repo, tree, &mut policy)?;
    Ok(Some(policy))
}
