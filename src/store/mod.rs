//! What the pure layers know, kept in git: the policy, the environments, the ledger.

pub mod commits;
mod counts;
mod dates;
pub(crate) mod environment;
mod error;
pub(crate) mod ledger;
mod policy;
mod reach;
mod schemas;
mod side;
pub(crate) mod walk;
mod write;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use dates::Dates;
pub(crate) use error::StoreError;
pub(crate) use reach::{Authority, FetchAge, Reach};
pub(crate) use write::WriteError;

use promote_core::env::flatten::KeyRules;
use std::collections::BTreeMap;

use promote_core::policy::Policy;
use promote_git::{PrefetchQuery, Repo};
use promote_model::ObjectId;

/// The branches that count, without `refs/heads/`: this repository's, or those of the remote that decides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branches {
    /// Their commits.
    pub(crate) tips: BTreeMap<String, ObjectId>,
    /// The one that `HEAD` names, here or there; `None` where it is detached.
    pub(crate) head: Option<String>,
}

impl Branches {
    /// Reads this repository's all at once.
    ///
    /// # Errors
    /// Where git cannot.
    pub(crate) fn read(repo: &Repo) -> Result<Self, StoreError> {
        let head = repo.head().branch.as_deref().and_then(|name| name.strip_prefix("refs/heads/"));
        Ok(Self { tips: repo.branches()?.into_iter().collect(), head: head.map(str::to_owned) })
    }
}

/// A repository with its policy, as they stood when it was opened.
#[derive(Clone)]
pub(crate) struct Store {
    /// The repository.
    pub(crate) repo: Arc<Repo>,
    /// The branches and their commits: one consistent look.
    pub(crate) branches: Branches,
    /// What `promote.yaml` says.
    pub(crate) policy: Policy,
    /// The branch that it rules from.
    pub(crate) policy_branch: String,
    /// The commit that it was read from.
    pub(crate) policy_commit: ObjectId,
    /// Who decides.
    pub(crate) judge: Authority,
    /// What one config is.
    pub(crate) rules: KeyRules,
    /// The time that decisions are made at: the clock's, or that of the ledger's last event where that is later. A
    /// clock that is set back brings nothing back.
    pub(crate) now: Timestamp,
    dates: Dates,
}

impl Store {
    /// Opens the repository that `dir` lies in; `clock` is the time that it is now.
    ///
    /// # Errors
    /// Where there is none, or its policy is missing or wrong.
    pub(crate) fn open(dir: &Path, reach: Reach, clock: Timestamp) -> Result<Self, StoreError> {
        Self::load(Repo::open_asking(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config])?, reach, clock)
    }

    /// The same, for somebody who acts: git is asked who that is.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_to_act(dir: &Path, reach: Reach, clock: Timestamp) -> Result<Self, StoreError> {
        Self::load(
            Repo::open_asking(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config, PrefetchQuery::Author])?,
            reach,
            clock,
        )
    }

    /// Opens the repository that others push to: it decides itself, whatever remote its policy names for its clones.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_as_authority(dir: &Path, clock: Timestamp) -> Result<Self, StoreError> {
        let repo = Repo::open_asking(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config])?;
        let branches = Branches::read(&repo)?;
        let found = policy::find(&repo, &branches)?;
        Self::of(repo, branches, found, Authority::Local, clock)
    }

    fn load(repo: Repo, reach: Reach, clock: Timestamp) -> Result<Self, StoreError> {
        let (branches, found, judge) = reach::find(&repo, reach)?;
        Self::of(repo, branches, found, judge, clock)
    }

    fn of(
        repo: Repo,
        branches: Branches,
        found: policy::Found,
        judge: Authority,
        clock: Timestamp,
    ) -> Result<Self, StoreError> {
        let now = ledger::time(&repo, &branches, &found.policy.ledger)?.map_or(clock, |tip| tip.max(clock));
        let rules = found.policy.rules();
        Ok(Self {
            repo: Arc::new(repo),
            branches,
            policy: found.policy,
            policy_branch: found.branch,
            policy_commit: found.commit,
            judge,
            rules,
            now,
            dates: Dates::default(),
        })
    }
}
