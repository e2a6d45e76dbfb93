//! Reads target branches along first parents: the commits that change an environment's files, and their trailers.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use jiff::Timestamp;

use super::history::LedgerHistory;
use super::policies::{Policies, PolicyInForce, policy_blob};
use super::replay;
use crate::engine::OpError;
use crate::engine::error::blocker_message;
use crate::engine::merged::person;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::layout::Standing;
use promote_core::policy::gate;
use promote_core::policy::verify::{CommitKind, ExpectedRecord, TargetCommit, TrailerClaim};
use promote_git::{Commit, trailers};
use promote_model::ObjectId;

/// A branch with target environments.
pub(crate) struct TargetBranch {
    /// The name.
    pub(crate) name: String,
    /// The relevant commits, oldest first: those with promotion trailers, those that the ledger records, and those that
    /// change a target environment.
    pub(crate) commits: Vec<TargetCommit>,
    /// All commits along first parents.
    pub(crate) all: HashSet<ObjectId>,
}

/// The names of the branches with target environments.
pub(super) fn target_branches(store: &Store, only: Option<&str>) -> BTreeSet<String> {
    let wanted = store.policy.environments.iter().filter(|e| !e.from.is_empty());
    let wanted = wanted.filter(|e| only.is_none_or(|only| only == e.name));
    wanted.map(|e| store.branch_of(e).to_owned()).collect()
}

/// Reads the target branches.
pub(crate) fn read(
    store: &Store,
    policies: &Policies,
    ledger: &LedgerHistory,
    environment: Option<&str>,
) -> Result<Vec<TargetBranch>, OpError> {
    let mut found = Vec::new();
    for name in target_branches(store, environment) {
        let Some(tip) = store.branches.tips.get(&name).copied() else { continue };
        found.push(BranchReader::new(store, policies, ledger, &name)?.read(tip, None)?);
    }
    Ok(found)
}

/// `since` and the commits before it: on branches that contain it, its first parents; on other branches, the commits that
/// are not newer.
pub(crate) fn before(store: &Store, branches: &[TargetBranch], since: ObjectId) -> Result<HashSet<ObjectId>, OpError> {
    let mut old = HashSet::new();
    let time = store.repo.read_commit(since)?.committer.seconds;
    for branch in branches {
        if branch.all.contains(&since) {
            for commit in store.repo.first_parents(since) {
                old.insert(commit?.id);
            }
            continue;
        }
        for id in &branch.all {
            if store.repo.read_commit(*id)?.committer.seconds <= time {
                old.insert(*id);
            }
        }
    }
    Ok(old)
}

/// Reads a branch along first parents.
pub(crate) struct BranchReader<'a> {
    store: &'a Store,
    policies: &'a Policies,
    ledger: &'a LedgerHistory,
    branch: &'a str,
    /// Open promotions with a proposal branch.
    proposed: Vec<LedgerEntry>,
    /// The policy for all commits, where each commit's own one does not apply.
    fixed: Option<Rc<PolicyInForce>>,
}

impl<'a> BranchReader<'a> {
    /// A reader of the branch with this name.
    pub(crate) fn new(
        store: &'a Store,
        policies: &'a Policies,
        ledger: &'a LedgerHistory,
        branch: &'a str,
    ) -> Result<Self, OpError> {
        // An unreadable promotion is already a finding about the ledger.
        let open = store.ledger()?.open().unwrap_or_default();
        let proposed = open.into_iter().filter(|entry| entry.state.proposed.is_some()).collect();
        Ok(Self { store, policies, ledger, branch, proposed, fixed: None })
    }

    /// Uses this policy for all commits.
    pub(crate) fn under(self, rules: Option<Rc<PolicyInForce>>) -> Self {
        Self { fixed: rules, ..self }
    }

    /// Reads the commits after `since` up to `tip`.
    pub(crate) fn read(&self, tip: ObjectId, since: Option<ObjectId>) -> Result<TargetBranch, OpError> {
        let mut walked = Vec::new();
        let mut below = None;
        for commit in self.store.repo.first_parents(tip) {
            let commit = commit?;
            if Some(commit.id) == since {
                below = Some(commit.tree);
                break;
            }
            walked.push(commit);
        }
        walked.reverse();
        let all = walked.iter().map(|commit| commit.id).collect();
        let (mut commits, mut time) = (Vec::new(), Timestamp::MIN);
        for commit in walked {
            time = time.max(Timestamp::from_second(commit.committer.seconds).unwrap_or_default());
            commits.extend(self.commit(&commit, below, time)?);
            below = Some(commit.tree);
        }
        Ok(TargetBranch { name: self.branch.to_owned(), commits, all })
    }

    fn commit(
        &self,
        commit: &Commit,
        below: Option<ObjectId>,
        time: Timestamp,
    ) -> Result<Option<TargetCommit>, OpError> {
        let claim = claim(commit);
        let named = self.ledger.records(commit.id);
        let touched = match below {
            Some(below) if !named => self.touched(commit, below, time)?,
            _ => Vec::new(),
        };
        let expected = match &claim {
            _ if named => None,
            Some(claim) => Some(self.expected(commit, claim)?),
            None if touched.is_empty() => None,
            None => self.merged(commit)?,
        };
        if !named && touched.is_empty() && expected.is_none() {
            return Ok(None);
        }
        let parents = commit.parents.len();
        Ok(Some(TargetCommit { id: commit.id, author: person(&commit.author), parents, claim, expected, touched }))
    }

    /// The policy in force for a commit on top of a tree.
    fn rules(&self, commit: &Commit, below: ObjectId, time: Timestamp) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        if self.fixed.is_some() {
            return Ok(self.fixed.clone());
        }
        if self.branch != self.store.policy_branch {
            return self.policies.at(self.store, time);
        }
        match (policy_blob(self.store, below)?, commit.parents.first()) {
            (Some(_), Some(parent)) => self.policies.under(self.store, *parent),
            _ => Ok(None),
        }
    }

    /// The target environments whose files a commit changes.
    fn touched(
        &self,
        commit: &Commit,
        below: ObjectId,
        time: Timestamp,
    ) -> Result<Vec<(String, Vec<String>, promote_core::policy::DirectEdits)>, OpError> {
        let changed = self.store.repo.diff_trees(Some(below), Some(commit.tree))?;
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let Some(rules) = self.rules(commit, below, time)? else { return Ok(Vec::new()) };
        let paths: Vec<String> =
            changed.into_iter().map(|change| String::from_utf8_lossy(&change.path).into_owned()).collect();
        let mut touched = Vec::new();
        let here =
            |e: &&promote_core::policy::Environment| !e.from.is_empty() && rules.store.branch_of(e) == self.branch;
        for environment in rules.store.policy.environments.iter().filter(here) {
            let Some(side) = rules.side(&environment.name)? else { continue };
            // A contested file is nobody's to promote, and may be read by each environment: each must notice a change.
            let own =
                |path: &&String| matches!(side.matcher.standing(path), Some(Standing::Owned | Standing::Contested));
            let own: Vec<String> = paths.iter().filter(own).cloned().collect();
            if !own.is_empty() {
                touched.push((environment.name.clone(), own, environment.direct_edits));
            }
        }
        Ok(touched)
    }

    /// The state in the ledger of the promotion that a commit names.
    fn expected(&self, commit: &Commit, claim: &TrailerClaim) -> Result<ExpectedRecord, OpError> {
        let Some(id) = claim.id.parse().ok().map(promote_core::promotion::PromotionId) else {
            return Ok(ExpectedRecord::Unknown);
        };
        if let Some(other) = self.ledger.commit_of(id, claim.kind) {
            return Ok(ExpectedRecord::Elsewhere(Some(other)));
        }
        let Ok(entry) = self.store.ledger()?.find(&claim.id) else { return Ok(ExpectedRecord::Unknown) };
        match &entry.state.executed {
            Some(done) if claim.kind == CommitKind::Promotion => Ok(ExpectedRecord::Elsewhere(Some(done.commit))),
            None if claim.kind == CommitKind::Promotion => self.waiting(commit, &entry),
            _ => Ok(ExpectedRecord::Elsewhere(None)),
        }
    }

    /// The expectation for a commit that merges a proposal.
    fn merged(&self, commit: &Commit) -> Result<Option<ExpectedRecord>, OpError> {
        for entry in &self.proposed {
            let Some(proposal) = &entry.state.proposed else { continue };
            for parent in commit.parents.iter().skip(1) {
                if self.store.repo.is_stored_ancestor(proposal.commit, *parent)? {
                    return self.waiting(commit, entry).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// Whether a commit matches an open promotion, and the policy allows that promotion.
    fn waiting(&self, commit: &Commit, entry: &LedgerEntry) -> Result<ExpectedRecord, OpError> {
        let (id, target) = (entry.promotion.id, &entry.promotion.target);
        let Some(rules) = self.policies.under(self.store, self.store.policy_commit)? else {
            return Ok(ExpectedRecord::Refused(id, "promote.yaml is invalid".to_owned()));
        };
        let Some(side) = rules.side(target)?.filter(|side| side.branch == self.branch) else {
            return Ok(ExpectedRecord::Refused(id, format!("its target {target} is not on branch {}", self.branch)));
        };
        if let Err(blockers) = gate::clear(&entry.question(&rules.store.policy, self.store.now)) {
            let why: Vec<String> = blockers.iter().map(blocker_message).collect();
            return Ok(ExpectedRecord::Refused(id, why.join("; ")));
        }
        match replay::matches_plan(&rules, &side, entry, commit)? {
            true => Ok(ExpectedRecord::Waiting(id)),
            false => Ok(ExpectedRecord::Refused(id, "the commit does not match its plan".to_owned())),
        }
    }
}

/// The promotion that a commit names in its trailers.
fn claim(commit: &Commit) -> Option<TrailerClaim> {
    // Most commits have no such trailer and need no parsing.
    if !commit.message.contains("Promotion-") {
        return None;
    }
    let found = trailers::parse(&commit.message);
    let all = |token: &str| found.iter().filter(|(t, _)| t.eq_ignore_ascii_case(token)).count();
    let id = found.iter().find(|(token, _)| token.eq_ignore_ascii_case("Promotion-Id"))?.1.clone();
    // A repeated trailer is ambiguous.
    let id = if all("Promotion-Id") > 1 { format!("{id} and others") } else { id };
    let kind = if all("Promotion-Rollback") > 0 { CommitKind::Rollback } else { CommitKind::Promotion };
    Some(TrailerClaim { id, digest: trailers::single(&found, "Plan-Digest").map(str::to_owned), kind })
}
