//! Reads target branches along first parents: the commits that change an environment's files, and their trailers.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use jiff::Timestamp;

use super::history::LedgerHistory;
use super::policies::{Policies, PolicyInForce, policy_blob};
use crate::engine::OpError;
use crate::engine::merged::person;
use crate::engine::recognise::named_promotions;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::layout::Standing;
use promote_core::policy::DirectEdits;
use promote_core::policy::verify::{ExpectedRecord, TargetCommit};
use promote_git::Commit;
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
    /// Commits that nothing places before or after the rules, with the environment that they change, oldest first.
    pub(crate) undated: Vec<(String, ObjectId)>,
}

/// The versions of `promote.yaml` between which a commit came, by number; `None` where the ledger does not tell.
pub(super) type Bounds = (Option<usize>, Option<usize>);

/// An environment that a commit changes: its name, the paths, and whether direct edits are allowed.
pub(super) type TouchedEnvironment = (String, Vec<String>, DirectEdits);

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

/// Reads a branch along first parents.
pub(crate) struct BranchReader<'a> {
    pub(super) store: &'a Store,
    pub(super) policies: &'a Policies,
    pub(super) ledger: &'a LedgerHistory,
    pub(super) branch: &'a str,
    /// Open promotions with a proposal branch.
    pub(super) proposed: Vec<LedgerEntry>,
    /// What the branch held when the ledger first knew it; `None` if it never did.
    before: Option<HashSet<ObjectId>>,
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
        // A tip that was rebased away says nothing.
        let mut before = None;
        for tip in ledger.tips_of(branch) {
            let held = before.insert(first_parents(store, tip.commit)?);
            if !held.is_empty() {
                break;
            }
        }
        Ok(Self { store, policies, ledger, branch, proposed, before, fixed: None })
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
        let mut undated = Vec::new();
        for (commit, bounds) in walked.iter().zip(self.bounds(&walked)) {
            time = time.max(Timestamp::from_second(commit.committer.seconds).unwrap_or_default());
            match self.commit(commit, below, (time, bounds))? {
                Some(found) => commits.push(found),
                None if since.is_none() => undated.extend(self.undated(commit, below)?),
                None => {}
            }
            below = Some(commit.tree);
        }
        Ok(TargetBranch { name: self.branch.to_owned(), commits, all, undated })
    }

    fn commit(
        &self,
        commit: &Commit,
        below: Option<ObjectId>,
        when: (Timestamp, Bounds),
    ) -> Result<Option<TargetCommit>, OpError> {
        let named = self.ledger.records(commit.id);
        let touched = match below {
            Some(below) if !named => self.touched(commit, below, when)?,
            _ => Vec::new(),
        };
        let changes = named || !touched.is_empty();
        if !changes && !commit.message.contains("Promotion-Id") {
            return Ok(None);
        }
        let claims = named_promotions(self.store, commit)?;
        let expected = if named { None } else { self.expectation(commit, &claims)? };
        // A commit that changes no environment by the rules of its date may name a promotion. It may be in place of one that
        // the ledger records.
        if !changes && !matches!(expected, Some(ExpectedRecord::InPlaceOf(..))) {
            return Ok(None);
        }
        let (parents, author) = (commit.parents.len(), person(&commit.author));
        let inherited = self.before.as_ref().is_none_or(|before| before.contains(&commit.id))
            || self.was_its_branch(commit, below, when)?;
        Ok(Some(TargetCommit { id: commit.id, author, parents, claims, expected, inherited, touched }))
    }

    /// Whether a recorded commit changed its environment here, which has another branch since.
    fn was_its_branch(
        &self,
        commit: &Commit,
        below: Option<ObjectId>,
        when: (Timestamp, Bounds),
    ) -> Result<bool, OpError> {
        let (Some(done), Some(below)) = (self.ledger.record_at(commit.id), below) else { return Ok(false) };
        if done.branch == self.branch {
            return Ok(false);
        }
        Ok(self.touched(commit, below, when)?.iter().any(|(environment, ..)| *environment == done.environment))
    }

    /// The policy in force for a commit on top of a tree.
    fn rules(
        &self,
        commit: &Commit,
        below: ObjectId,
        (time, bounds): (Timestamp, Bounds),
    ) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        if self.fixed.is_some() {
            return Ok(self.fixed.clone());
        }
        if self.branch != self.store.policy_branch {
            return self.policies.at(self.store, time, bounds);
        }
        match (policy_blob(self.store, below)?, commit.parents.first()) {
            (Some(_), Some(parent)) => self.policies.under(self.store, *parent),
            _ => Ok(None),
        }
    }

    /// The target environments whose files a commit changes, by the policy in force.
    fn touched(
        &self,
        commit: &Commit,
        below: ObjectId,
        when: (Timestamp, Bounds),
    ) -> Result<Vec<TouchedEnvironment>, OpError> {
        if commit.tree == below {
            return Ok(Vec::new());
        }
        match self.rules(commit, below, when)? {
            Some(rules) => self.touched_under(&rules, commit, below),
            None => Ok(Vec::new()),
        }
    }

    /// The target environments whose files a commit changes, by a policy.
    pub(super) fn touched_under(
        &self,
        rules: &PolicyInForce,
        commit: &Commit,
        below: ObjectId,
    ) -> Result<Vec<TouchedEnvironment>, OpError> {
        let changed = self.store.repo.diff_trees(Some(below), Some(commit.tree))?;
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
}

/// A commit and its first parents; none where the commit is missing.
pub(super) fn first_parents(store: &Store, tip: ObjectId) -> Result<HashSet<ObjectId>, OpError> {
    if !store.repo.exists(tip)? {
        return Ok(HashSet::new());
    }
    Ok(store.repo.first_parents(tip).map(|commit| commit.map(|commit| commit.id)).collect::<Result<_, _>>()?)
}
