//! The branches of the authority and their commits.

use std::collections::BTreeMap;

use super::error::StoreError;
use promote_git::Repo;
use promote_model::ObjectId;

/// The branches of the authority (this repository or its remote), by name without `refs/heads/`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branches {
    /// The commits by branch name.
    pub(crate) tips: BTreeMap<String, ObjectId>,
    /// The branch of the authority's `HEAD`; `None` if `HEAD` is detached.
    pub(crate) head: Option<String>,
}

impl Branches {
    /// The branches of this repository.
    ///
    /// # Errors
    /// If git cannot read them.
    pub(crate) fn read(repo: &Repo) -> Result<Self, StoreError> {
        let head = repo.head().branch.as_deref().and_then(|name| name.strip_prefix("refs/heads/"));
        Ok(Self { tips: repo.branches()?.into_iter().collect(), head: head.map(str::to_owned) })
    }
}
