//! Which `promote.yaml` rules: the committed one at the tip of the policy branch.
//!
//! The policy branch is `git config promote.policyBranch`, else the one that the ledger recorded when
//! it was begun, else the one that `HEAD` names.

use super::error::StoreError;
use super::ledger;
use super::schemas;
use super::{Branches, Store};
use promote_core::policy::{self, DEFAULT_LEDGER, Policy};
use promote_git::{EntryMode, Repo};
use promote_model::ObjectId;

/// A policy and where it was found.
pub(super) struct Found {
    pub(crate) policy: Policy,
    pub(crate) branch: String,
    pub(crate) commit: ObjectId,
}

pub(super) fn find(repo: &Repo, branches: &Branches) -> Result<Found, StoreError> {
    if let Some(branch) = repo.config("promote.policyBranch")? {
        return read(repo, branches, branch.trim_start_matches("refs/heads/"));
    }
    if let Some(branch) = ledger::recorded_branch(repo, branches, DEFAULT_LEDGER)? {
        return read(repo, branches, &branch);
    }
    let head = branches.head.as_deref().ok_or(StoreError::NoPolicyBranch)?;
    let found = read(repo, branches, head)?;
    // A ledger of another name may know better than HEAD.
    match ledger::recorded_branch(repo, branches, &found.policy.ledger)? {
        Some(branch) if branch != head => read(repo, branches, &branch),
        _ => Ok(found),
    }
}

impl Store {
    /// The policy as it stood at a commit; `None` where it had none that can be read, or the commit is gone.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(crate) fn policy_at(&self, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
        if !self.repo.exists(commit)? {
            return Ok(None);
        }
        at(&self.repo, commit)
    }
}

impl Store {
    /// The blob of `promote.yaml` at a commit that is here.
    ///
    /// # Errors
    /// Where the commit cannot be read.
    pub(crate) fn policy_blob(&self, commit: ObjectId) -> Result<Option<ObjectId>, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let entry = self.repo.find_path(tree, policy::FILE.as_bytes())?;
        Ok(entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid))
    }

    /// The commit that put in force the `promote.yaml` of a commit of the policy branch.
    ///
    /// # Errors
    /// Where history cannot be read.
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

    /// The same repository under the rules that a commit of the policy branch holds; `None` where it holds none that can
    /// be read.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(crate) fn under(&self, commit: ObjectId) -> Result<Option<Self>, StoreError> {
        let Some(mut policy) = self.policy_at(commit)? else { return Ok(None) };
        // What is revoked today was never good.
        policy.signers = policy.signers.without(&self.policy.signers.revoked);
        let rules = policy.rules();
        Ok(Some(Self { policy, policy_commit: commit, rules, ..self.clone() }))
    }
}

/// The policy of a commit that is here; `None` where it has none that can be read.
pub(super) fn at(repo: &Repo, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
    let tree = repo.read_commit(commit)?.tree;
    let Some(entry) = repo.find_path(tree, policy::FILE.as_bytes())? else { return Ok(None) };
    let Ok(mut policy) = policy::read(&repo.read_blob(entry.oid)?) else { return Ok(None) };
    schemas::note(repo, tree, &mut policy)?;
    Ok(Some(policy))
}

pub(super) fn read(repo: &Repo, branches: &Branches, branch: &str) -> Result<Found, StoreError> {
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
    schemas::note(repo, tree, &mut policy)?;
    Ok(Found { policy, branch: branch.to_owned(), commit })
}
