//! The policy in force: `promote.yaml` as committed at the tip of the policy branch.
//!
//! The policy branch is `git config promote.policyBranch`, else the branch recorded in the ledger, else the branch of
//! `HEAD`.

use super::branches::Branches;
use super::error::StoreError;
use super::ledger::header;
use super::repository::Store;
use super::schemas;
use promote_core::policy::{self, DEFAULT_LEDGER, Policy};
use promote_git::{EntryMode, Repo};
use promote_model::ObjectId;

/// A policy with its branch and commit.
pub(super) struct LoadedPolicy {
    pub(crate) policy: Policy,
    pub(crate) branch: String,
    pub(crate) commit: ObjectId,
}

/// Finds and reads the policy.
pub(super) fn find(repo: &Repo, branches: &Branches) -> Result<LoadedPolicy, StoreError> {
    if let Some(branch) = repo.config("promote.policyBranch")? {
        return read(repo, branches, branch.trim_start_matches("refs/heads/"));
    }
    if let Some(branch) = header::recorded_branch(repo, branches, DEFAULT_LEDGER)? {
        return read(repo, branches, &branch);
    }
    let head = branches.head.as_deref().ok_or(StoreError::NoPolicyBranch)?;
    let loaded = read(repo, branches, head)?;
    // A ledger with another name may record another branch.
    match header::recorded_branch(repo, branches, &loaded.policy.ledger)? {
        Some(branch) if branch != head => read(repo, branches, &branch),
        _ => Ok(loaded),
    }
}

impl Store {
    /// The policy of a commit; `None` if it has none, the policy is invalid or the commit is missing.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn policy_at(&self, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
        if !self.repo.exists(commit)? {
            return Ok(None);
        }
        at(&self.repo, commit)
    }

    /// The blob of `promote.yaml` at a commit.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn policy_blob(&self, commit: ObjectId) -> Result<Option<ObjectId>, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let entry = self.repo.find_path(tree, policy::FILE.as_bytes())?;
        Ok(entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid))
    }

    /// The commit of the policy branch that introduced the `promote.yaml` of `commit`.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn policy_since(&self, commit: ObjectId) -> Result<ObjectId, StoreError> {
        let (blob, mut since) = (self.policy_blob(commit)?, commit);
        for earlier in self.repo.first_parents(commit) {
            let earlier = earlier?.id;
            if self.policy_blob(earlier)? != blob {
                break;
            }
            since = earlier;
        }
        Ok(since)
    }

    /// The same repository with the policy of a commit of the policy branch; `None` if the commit has no valid policy.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn under(&self, commit: ObjectId) -> Result<Option<Self>, StoreError> {
        let Some(mut policy) = self.policy_at(commit)? else { return Ok(None) };
        // A key that is revoked now is not trusted at any time.
        policy.signers = policy.signers.without(&self.policy.signers.revoked);
        let rules = policy.rules();
        Ok(Some(Self { policy, policy_commit: commit, rules, ..self.clone() }))
    }
}

/// The policy of a commit; `None` if it has none or the policy is invalid.
pub(super) fn at(repo: &Repo, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
    let tree = repo.read_commit(commit)?.tree;
    let Some(entry) = repo.find_path(tree, policy::FILE.as_bytes())? else { return Ok(None) };
    let Ok(mut policy) = policy::read(&repo.read_blob(entry.oid)?) else { return Ok(None) };
    schemas::load(repo, tree, &mut policy)?;
    Ok(Some(policy))
}

/// Reads the policy at the tip of a branch.
pub(super) fn read(repo: &Repo, branches: &Branches, branch: &str) -> Result<LoadedPolicy, StoreError> {
    let missing = || StoreError::PolicyBranchMissing(branch.to_owned());
    let commit = *branches.tips.get(branch).ok_or_else(missing)?;
    let tree = repo.read_commit(commit)?.tree;
    let entry = repo.find_path(tree, policy::FILE.as_bytes())?.filter(|e| matches!(e.mode, EntryMode::File(_)));
    let Some(entry) = entry else {
        let uncommitted = repo.work_tree().is_some_and(|root| root.join(policy::FILE).is_file());
        return Err(StoreError::NoPolicy { branch: branch.to_owned(), uncommitted });
    };
    let mut policy = policy::read(&repo.read_blob(entry.oid)?)
        .map_err(|mistakes| StoreError::BadPolicy { branch: branch.to_owned(), mistakes })?;
    schemas::load(repo, tree, &mut policy)?;
    Ok(LoadedPolicy { policy, branch: branch.to_owned(), commit })
}
