//! A repository with its policy and branches.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::ancestry::Ancestry;
use super::authority::Authority;
use super::branches::Branches;
use super::commit_dates::CommitDates;
use super::error::StoreError;
use super::known_files::KnownFiles;
use super::known_holds::KnownHolds;
use super::policy_line::PolicyLine;
use super::progress::Watcher;
use super::tracked_ledger::TrackedLedger;
use promote_core::env::flatten::KeyRules;
use promote_core::env::rulebook::Rulebook;
use promote_core::policy::Policy;
use promote_core::promotion::PromotionId;
use promote_git::{Repo, SignatureChecker};
use promote_model::ObjectId;

/// A repository with its policy and branches, as of the time it was opened.
#[derive(Clone)]
pub(crate) struct Store {
    /// The repository.
    pub(crate) repo: Arc<Repo>,
    /// The branches and their commits, read at one time.
    pub(crate) branches: Branches,
    /// The policy from `promote.yaml`.
    pub(crate) policy: Policy,
    /// The branch that holds the policy.
    pub(crate) policy_branch: String,
    /// The branch that the ledger records, where the git configuration names another one.
    pub(crate) ruled_by: Option<String>,
    /// What is checked out, where its `promote.yaml` was read because the policy branch has none yet.
    pub(crate) unmerged_policy: Option<String>,
    /// The ledger that a remote had when it was fetched, where no remote decides.
    pub(crate) tracked_ledger: Option<TrackedLedger>,
    /// The commit that the policy was read from.
    pub(crate) policy_commit: ObjectId,
    /// Whether this clone lacks the first commit of the ledger, which names the policy branch.
    pub(crate) ledger_is_cut: bool,
    /// What the ledger decides about itself: the policy branches, one after another, and its version. Of a ledger that does
    /// not exist yet, how it will begin.
    pub(crate) policy_line: PolicyLine,
    /// The repository whose branches are authoritative.
    pub(crate) authority: Authority,
    /// The rules that turn a file into keys.
    pub(crate) rules: KeyRules,
    /// The sets of rules that plans are made and carried out by.
    pub(crate) rulebook: Rulebook,
    /// The time of decisions: the clock's, or that of the ledger's last event if it is later, so that a clock set back
    /// does not revive expired approvals.
    pub(crate) now: Timestamp,
    /// The checker of signatures.
    pub(crate) signatures: SignatureChecker,
    /// The observer of what takes long.
    pub(crate) watcher: Watcher,
    /// The clock's time.
    pub(crate) clock: Timestamp,
    /// The promotions without a number of the ledger, once somebody asked for theirs.
    pub(super) counted: OnceLock<Vec<PromotionId>>,
    /// The files that were read before, where they are kept.
    pub(super) files: KnownFiles,
    pub(super) dates: CommitDates,
    pub(super) ancestry: Ancestry,
    pub(super) holds: KnownHolds,
}

impl Store {
    /// The committer's time of a commit, in whole seconds, and its first parent.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn dated(&self, id: ObjectId) -> Result<(Timestamp, Option<ObjectId>), StoreError> {
        self.dates.get(&self.repo, id)
    }
}
