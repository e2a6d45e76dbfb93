//! Opening a repository: finds the authority, its branches and its policy.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::ancestry::Ancestry;
use super::authority::{Authority, RemoteAccess};
use super::branches::Branches;
use super::commit_dates::CommitDates;
use super::error::StoreError;
use super::known_files::KnownFiles;
use super::known_holds::KnownHolds;
use super::ledger::{header, recorded};
use super::policy::{self, LoadedPolicy};
use super::policy_line::PolicyLine;
use super::progress::Watcher;
use super::remote_branches;
use super::repository::Store;
use super::rules::rules_now;
use super::tracked_ledger::{self, Relation, TrackedLedger};
use promote_core::env::rulebook::Rulebook;
use promote_git::exec::Deadline;
use promote_git::{PrefetchQuery, Repo, SignatureChecker, Timeouts};

/// Why a repository is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Reading,
    Acting,
}

impl Store {
    /// Opens the repository that contains `dir`; `clock` is the current time.
    ///
    /// # Errors
    /// If there is no repository, or its policy is missing or invalid.
    pub(crate) fn open(dir: &Path, access: &RemoteAccess, clock: Timestamp) -> Result<Self, StoreError> {
        let queries = [PrefetchQuery::Branches, PrefetchQuery::Config];
        Self::from_authority(Repo::open_with_prefetch(dir, &queries)?, access, clock, Purpose::Reading)
    }

    /// The repository for a command that records an event, with the user's identity; [`Self::to_act_in`] opens the rest.
    ///
    /// # Errors
    /// If there is no repository.
    pub(crate) fn repo_to_act(dir: &Path) -> Result<Repo, StoreError> {
        let queries = [PrefetchQuery::Branches, PrefetchQuery::Config, PrefetchQuery::Author];
        Ok(Repo::open_with_prefetch(dir, &queries)?)
    }

    /// Opens the policy and the ledger of a repository for a command that records an event.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn to_act_in(repo: Repo, access: &RemoteAccess, clock: Timestamp) -> Result<Self, StoreError> {
        Self::from_authority(repo, access, clock, Purpose::Acting)
    }

    /// Opens a repository that is itself the authority, even if its policy names a remote for its clones.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_as_authority(dir: &Path, timeouts: Timeouts, clock: Timestamp) -> Result<Self, StoreError> {
        let repo = Repo::open_with_prefetch(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config])?;
        let branches = Branches::read(&repo)?;
        let loaded = policy::find(&repo, &branches, &RemoteAccess::default())?;
        Self::new(Arc::new(repo), branches, loaded, (Authority::Local, timeouts), clock)
    }

    /// The same repository, with an observer of what takes long.
    #[must_use]
    pub(crate) fn watched_by(self, watcher: &Watcher) -> Self {
        Self { watcher: watcher.clone(), ..self }
    }

    /// The same repository, which reads each file and each tree once.
    #[must_use]
    pub(crate) fn keeping_files(self) -> Self {
        self.repo.keep_trees();
        Self { files: KnownFiles::kept(), ..self }
    }

    /// The same repository, whose walks end at a deadline.
    #[must_use]
    pub(crate) fn ended_at(self, deadline: &Deadline) -> Self {
        self.repo.end_at(deadline);
        self
    }

    fn from_authority(
        repo: Repo,
        access: &RemoteAccess,
        clock: Timestamp,
        purpose: Purpose,
    ) -> Result<Self, StoreError> {
        let (mut branches, mut loaded, authority) = remote_branches::find(&repo, access)?;
        if let (Purpose::Acting, Some(head)) = (purpose, &loaded.unmerged) {
            return Err(StoreError::UnmergedPolicy { branch: loaded.branch, head: head.clone() });
        }
        let tracked = match (purpose, &authority) {
            (Purpose::Reading, Authority::Local) => tracked_ledger::find(&repo, &branches, &loaded.policy.ledger)?,
            _ => None,
        };
        if let Some(TrackedLedger { tip, relation: Relation::Shown, .. }) = &tracked {
            branches.tips.insert(loaded.policy.ledger.clone(), *tip);
            // It may name the branch that rules.
            loaded = policy::find(&repo, &branches, access)?;
        }
        let store = Self::new(Arc::new(repo), branches, loaded, (authority, access.timeouts), clock)?;
        Ok(Self { tracked_ledger: tracked, ..store })
    }

    pub(super) fn new(
        repo: Arc<Repo>,
        branches: Branches,
        loaded: LoadedPolicy,
        (authority, timeouts): (Authority, Timeouts),
        clock: Timestamp,
    ) -> Result<Self, StoreError> {
        let now = header::time(&repo, &branches, &loaded.policy.ledger)?.map_or(clock, |tip| tip.max(clock));
        let recorded = recorded::recorded(&repo, &branches, &loaded.policy.ledger)?;
        let rulebook = Rulebook::RELEASED;
        let is_cut = recorded.as_ref().is_some_and(|recorded| recorded.is_cut);
        let head = authority.remote().and(branches.head.clone()).filter(|head| *head != loaded.branch);
        let begin = || PolicyLine::of_branch(loaded.branch.clone(), header::VERSION, head);
        let policy_line = recorded.map_or_else(begin, |recorded| recorded.line);
        let mut store = Self {
            repo,
            branches,
            rules: rules_now(&loaded.policy, rulebook, policy_line.version),
            rulebook,
            policy: loaded.policy,
            policy_branch: loaded.branch,
            ruled_by: loaded.overridden,
            unmerged_policy: loaded.unmerged,
            tracked_ledger: None,
            policy_commit: loaded.commit,
            ledger_is_cut: is_cut,
            policy_line,
            authority,
            now,
            signatures: SignatureChecker::new(timeouts),
            watcher: Watcher::default(),
            clock,
            counted: OnceLock::new(),
            files: KnownFiles::default(),
            dates: CommitDates::default(),
            ancestry: Ancestry::default(),
            holds: KnownHolds::default(),
        };
        if let Some(time) = store.ledger().and_then(|ledger| ledger.undisputed_time()).unwrap_or_default() {
            store.now = time.max(clock);
        }
        Ok(store)
    }
}
