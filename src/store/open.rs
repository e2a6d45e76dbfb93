//! Opening a repository: finds the authority, its branches and its policy.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::ancestry::Ancestry;
use super::authority::{Authority, RemoteAccess};
use super::branches::Branches;
use super::commit_dates::CommitDates;
use super::error::StoreError;
use super::ledger::header;
use super::policy::{self, LoadedPolicy};
use super::remote_branches;
use super::repository::Store;
use super::rules::rules_now;
use promote_core::env::rulebook::Rulebook;
use promote_git::{PrefetchQuery, Repo, SignatureChecker, Timeouts};

impl Store {
    /// Opens the repository that contains `dir`; `clock` is the current time.
    ///
    /// # Errors
    /// If there is no repository, or its policy is missing or invalid.
    pub(crate) fn open(dir: &Path, access: RemoteAccess, clock: Timestamp) -> Result<Self, StoreError> {
        let queries = [PrefetchQuery::Branches, PrefetchQuery::Config];
        Self::from_authority(Repo::open_with_prefetch(dir, &queries)?, access, clock)
    }

    /// Opens the repository for a command that records an event; prefetches the user's identity, too.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_to_act(dir: &Path, access: RemoteAccess, clock: Timestamp) -> Result<Self, StoreError> {
        let queries = [PrefetchQuery::Branches, PrefetchQuery::Config, PrefetchQuery::Author];
        Self::from_authority(Repo::open_with_prefetch(dir, &queries)?, access, clock)
    }

    /// Opens a repository that is itself the authority, even if its policy names a remote for its clones.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_as_authority(dir: &Path, timeouts: Timeouts, clock: Timestamp) -> Result<Self, StoreError> {
        let repo = Repo::open_with_prefetch(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config])?;
        let branches = Branches::read(&repo)?;
        let loaded = policy::find(&repo, &branches)?;
        Self::new(repo, branches, loaded, (Authority::Local, timeouts), clock)
    }

    fn from_authority(repo: Repo, access: RemoteAccess, clock: Timestamp) -> Result<Self, StoreError> {
        let (branches, loaded, authority) = remote_branches::find(&repo, access)?;
        Self::new(repo, branches, loaded, (authority, access.timeouts), clock)
    }

    fn new(
        repo: Repo,
        branches: Branches,
        loaded: LoadedPolicy,
        (authority, timeouts): (Authority, Timeouts),
        clock: Timestamp,
    ) -> Result<Self, StoreError> {
        let now = header::time(&repo, &branches, &loaded.policy.ledger)?.map_or(clock, |tip| tip.max(clock));
        let recorded = header::recorded(&repo, &branches, &loaded.policy.ledger)?;
        let ledger_version = recorded.as_ref().map_or(header::VERSION, |recorded| recorded.version);
        let rulebook = Rulebook::RELEASED;
        let mut store = Self {
            repo: Arc::new(repo),
            branches,
            rules: rules_now(&loaded.policy, rulebook, ledger_version),
            rulebook,
            policy: loaded.policy,
            policy_branch: loaded.branch,
            ruled_by: loaded.overridden,
            policy_commit: loaded.commit,
            ledger_is_cut: recorded.as_ref().is_some_and(|recorded| recorded.is_cut),
            ledger_version,
            authority,
            now,
            signatures: SignatureChecker::new(timeouts),
            clock,
            dates: CommitDates::default(),
            ancestry: Ancestry::default(),
        };
        if let Some(time) = store.ledger().and_then(|ledger| ledger.undisputed_time()).unwrap_or_default() {
            store.now = time.max(clock);
        }
        Ok(store)
    }
}
