//! What the pure layers know, kept in git: the policy, the environments, the ledger.

mod counts;
pub mod environment;
mod error;
pub mod ledger;
mod policy;
pub mod walk;

use std::path::Path;

pub use error::StoreError;

use crate::env::flatten::Rules;
use crate::git::{Branches, Repo};
use crate::model::ObjectId;
use crate::policy::Policy;

/// A repository with its policy, as they stood when it was opened.
pub struct Store {
    /// The repository.
    pub repo: Repo,
    /// The branches and their commits: one consistent look.
    pub branches: Branches,
    /// What `promote.yaml` says.
    pub policy: Policy,
    /// The branch that it rules from.
    pub policy_branch: String,
    /// The commit that it was read from.
    pub policy_commit: ObjectId,
    /// What one config is.
    pub rules: Rules,
}

impl Store {
    /// Opens the repository that `dir` lies in.
    ///
    /// # Errors
    /// Where there is none, or its policy is missing or wrong.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::load(Repo::open(dir)?)
    }

    /// Looks again: what others did since is seen.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn reload(self) -> Result<Self, StoreError> {
        Self::load(self.repo)
    }

    fn load(repo: Repo) -> Result<Self, StoreError> {
        let branches = repo.branches()?;
        let found = policy::find(&repo, &branches)?;
        let rules = Rules { flags: found.policy.flags.clone(), list_keys: found.policy.list_keys.clone() };
        Ok(Self {
            repo,
            branches,
            policy: found.policy,
            policy_branch: found.branch,
            policy_commit: found.commit,
            rules,
        })
    }
}
