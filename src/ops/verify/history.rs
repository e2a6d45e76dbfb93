//! The content of the ledger, in the order of its commits.

use std::collections::HashMap;

use jiff::Timestamp;

use super::finding::Claims;
use super::undoes::Executions;
use promote_core::policy::verify::{CommitKind, LedgerChain, RecordedCommit, RecordedConsent, VerifyFinding};
use promote_core::promotion::tips::Tips;
use promote_core::promotion::{Person, PromotionId};
use promote_model::ObjectId;

/// A commit at which the ledger saw a branch.
pub(crate) struct SeenTip {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The version of `promote.yaml` that the event before named.
    pub(crate) version: Option<usize>,
    /// The ledger's time before.
    pub(crate) time: Timestamp,
}

/// An event of a promotion or of a hold, and the policy that it names.
pub(crate) struct SeenEvent {
    /// The ledger commit.
    pub(crate) link: ObjectId,
    /// The person who acted.
    pub(crate) by: Person,
    /// The commit whose policy was in force.
    pub(crate) policy: ObjectId,
    /// The blob of that policy.
    pub(crate) rules: Option<ObjectId>,
    /// The promotion; `None` for the event of a hold.
    pub(crate) promotion: Option<PromotionId>,
}

impl From<Claims<'_>> for SeenEvent {
    fn from(claims: Claims<'_>) -> Self {
        let Claims { link, by, policy, rules, promotion, .. } = claims;
        Self { link, by: by.clone(), policy, rules, promotion }
    }
}

/// The content of the ledger.
pub(crate) struct LedgerHistory {
    /// The last commit.
    pub(crate) tip: Option<ObjectId>,
    /// The findings about the ledger itself.
    pub(crate) findings: Vec<VerifyFinding>,
    /// The commits that it records on target branches.
    pub(crate) recorded: Vec<RecordedCommit>,
    /// The approvals of changes of `promote.yaml`.
    pub(crate) consents: Vec<RecordedConsent>,
    /// The events of promotions and holds, oldest first.
    pub(crate) events: Vec<SeenEvent>,
    /// The number of promotions.
    pub(crate) promotions: usize,
    /// The state after the last commit.
    pub(crate) chain: LedgerChain,
    /// For each branch, the commits at which the ledger saw it, oldest first.
    tips: HashMap<String, Vec<SeenTip>>,
    /// The version of `promote.yaml` that the last event named.
    pub(super) policy: Option<usize>,
    /// The promotions that it records.
    pub(super) executions: Executions,
    /// The position of each ledger commit.
    positions: HashMap<ObjectId, usize>,
    /// The recorded commits, by id.
    by_commit: HashMap<ObjectId, usize>,
}

impl LedgerHistory {
    /// A history that begins with this state.
    pub(super) fn new(tip: Option<ObjectId>, chain: LedgerChain, consents: Vec<RecordedConsent>) -> Self {
        Self {
            tip,
            findings: Vec::new(),
            recorded: Vec::new(),
            consents,
            events: Vec::new(),
            promotions: 0,
            chain,
            tips: HashMap::new(),
            policy: None,
            executions: Executions::default(),
            positions: HashMap::new(),
            by_commit: HashMap::new(),
        }
    }

    /// Adds a ledger commit.
    pub(super) fn add_link(&mut self, link: ObjectId) {
        self.positions.insert(link, self.positions.len());
    }

    /// Adds the commits at which a ledger commit saw the branches.
    pub(super) fn add_tips(&mut self, tips: Tips) {
        for (branch, tip) in tips.0 {
            self.add_tip(&branch, tip);
        }
    }

    /// Adds the commit at which the ledger saw a branch.
    pub(super) fn add_tip(&mut self, branch: &str, tip: ObjectId) {
        let seen = self.tips.entry(branch.to_owned()).or_default();
        if seen.last().is_none_or(|last| last.commit != tip) {
            seen.push(SeenTip { commit: tip, version: self.policy, time: self.chain.time.unwrap_or(Timestamp::MIN) });
        }
    }

    /// The commits at which the ledger saw a branch, oldest first.
    pub(crate) fn tips_of(&self, branch: &str) -> &[SeenTip] {
        self.tips.get(branch).map(Vec::as_slice).unwrap_or_default()
    }

    /// Adds a commit that the ledger records on a target branch.
    pub(super) fn record(&mut self, commit: RecordedCommit) {
        self.by_commit.insert(commit.commit, self.recorded.len());
        self.recorded.push(commit);
    }

    /// The position of a ledger commit.
    pub(crate) fn position(&self, link: ObjectId) -> usize {
        self.positions.get(&link).copied().unwrap_or(usize::MAX)
    }

    /// Whether the ledger contains a commit.
    pub(crate) fn contains(&self, link: ObjectId) -> bool {
        self.positions.contains_key(&link)
    }

    /// Whether the ledger records a commit on a target branch.
    pub(crate) fn records(&self, commit: ObjectId) -> bool {
        self.by_commit.contains_key(&commit)
    }

    /// The record of a commit on a target branch.
    pub(crate) fn record_at(&self, commit: ObjectId) -> Option<&RecordedCommit> {
        self.by_commit.get(&commit).and_then(|at| self.recorded.get(*at))
    }

    /// The recorded promotion or rollback commits of a promotion, newest first: parts of it may be rolled back one by one.
    pub(crate) fn records_of(&self, id: PromotionId, kind: CommitKind) -> impl Iterator<Item = &RecordedCommit> {
        self.recorded.iter().rev().filter(move |done| done.id == id && done.kind == kind)
    }
}
