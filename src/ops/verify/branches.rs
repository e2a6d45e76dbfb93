//! The branches of environments, along first parents: which commits change an environment's files, and what they say of
//! themselves.

use std::collections::HashSet;
use std::rc::Rc;

use jiff::Timestamp;

use super::ledger::{Story, person};
use super::policies::{Policies, RulesInForce, policy_blob};
use super::{branches_of, proof};
use crate::ops::OpError;
use crate::ops::error::blocker_words;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate;
use promote_core::policy::verify::{CommitKind, ExpectedRecord, TargetCommit, TrailerClaim};
use promote_git::{Commit, trailers};
use promote_model::ObjectId;

/// A branch that environments live on.
pub(crate) struct Branch {
    /// Its name.
    pub(crate) name: String,
    /// Its commits from the beginning to the tip: those that say that they are a promotion's, that the ledger names, or
    /// that change an environment with `from`.
    pub(crate) commits: Vec<TargetCommit>,
    /// All of its commits along first parents.
    pub(crate) whole: HashSet<ObjectId>,
}

/// Reads the branches that are promoted into.
pub(crate) fn read(
    store: &Store,
    policies: &Policies,
    story: &Story,
    environment: Option<&str>,
) -> Result<Vec<Branch>, OpError> {
    let mut found = Vec::new();
    for name in branches_of(store, environment) {
        let Some(tip) = store.branches.tips.get(&name).copied() else { continue };
        found.push(Walk::new(store, policies, story, &name)?.to(tip, None)?);
    }
    Ok(found)
}

/// The commits that are older than `since`, itself among them: on branches that hold it those below it, on others those
/// that are not younger.
pub(crate) fn before(store: &Store, branches: &[Branch], since: ObjectId) -> Result<HashSet<ObjectId>, OpError> {
    let mut old = HashSet::new();
    let time = store.repo.read_commit(since)?.committer.seconds;
    for branch in branches {
        if branch.whole.contains(&since) {
            for commit in store.repo.first_parents(since) {
                old.insert(commit?.id);
            }
            continue;
        }
        for id in &branch.whole {
            if store.repo.read_commit(*id)?.committer.seconds <= time {
                old.insert(*id);
            }
        }
    }
    Ok(old)
}

/// A walk along a branch.
pub(crate) struct Walk<'a> {
    store: &'a Store,
    policies: &'a Policies,
    story: &'a Story,
    branch: &'a str,
    /// Promotions that were proposed and wait to be merged.
    proposed: Vec<LedgerEntry>,
    /// The rules, where they are not those that each commit stands on.
    fixed: Option<Rc<RulesInForce>>,
}

impl<'a> Walk<'a> {
    /// A walk along the branch of that name.
    pub(crate) fn new(
        store: &'a Store,
        policies: &'a Policies,
        story: &'a Story,
        branch: &'a str,
    ) -> Result<Self, OpError> {
        // A promotion that cannot be read was found where the ledger was read.
        let open = store.ledger()?.open().unwrap_or_default();
        let proposed = open.into_iter().filter(|entry| entry.state.proposed.is_some()).collect();
        Ok(Self { store, policies, story, branch, proposed, fixed: None })
    }

    /// The same under these rules, whatever the commits on the way say.
    pub(crate) fn under(self, rules: Option<Rc<RulesInForce>>) -> Self {
        Self { fixed: rules, ..self }
    }

    /// What stands between `since` and `tip`.
    pub(crate) fn to(&self, tip: ObjectId, since: Option<ObjectId>) -> Result<Branch, OpError> {
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
        let whole = walked.iter().map(|commit| commit.id).collect();
        let (mut commits, mut time) = (Vec::new(), Timestamp::MIN);
        for commit in walked {
            time = time.max(Timestamp::from_second(commit.committer.seconds).unwrap_or_default());
            commits.extend(self.commit(&commit, below, time)?);
            below = Some(commit.tree);
        }
        Ok(Branch { name: self.branch.to_owned(), commits, whole })
    }

    fn commit(
        &self,
        commit: &Commit,
        below: Option<ObjectId>,
        time: Timestamp,
    ) -> Result<Option<TargetCommit>, OpError> {
        let claim = claim(commit);
        let named = self.story.names(commit.id);
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
        Ok(Some(TargetCommit { id: commit.id, author: person(commit), parents, claim, expected, touched }))
    }

    /// The rules that were in force for what comes on top of a tree.
    fn rules(&self, commit: &Commit, below: ObjectId, time: Timestamp) -> Result<Option<Rc<RulesInForce>>, OpError> {
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

    /// The environments with `from` whose files a commit changes.
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
            let own: Vec<String> = paths.iter().filter(|path| !side.matcher.names(path).is_empty()).cloned().collect();
            if !own.is_empty() {
                touched.push((environment.name.clone(), own, environment.direct_edits));
            }
        }
        Ok(touched)
    }

    /// What the ledger knows of the promotion that a commit names.
    fn expected(&self, commit: &Commit, claim: &TrailerClaim) -> Result<ExpectedRecord, OpError> {
        let Some(id) = claim.id.parse().ok().map(promote_core::promotion::PromotionId) else {
            return Ok(ExpectedRecord::Unknown);
        };
        if let Some(other) = self.story.commit_of(id, claim.kind) {
            return Ok(ExpectedRecord::Elsewhere(Some(other)));
        }
        let Ok(entry) = self.store.ledger()?.find(&claim.id) else { return Ok(ExpectedRecord::Unknown) };
        match &entry.state.executed {
            Some(done) if claim.kind == CommitKind::Promotion => Ok(ExpectedRecord::Elsewhere(Some(done.commit))),
            None if claim.kind == CommitKind::Promotion => self.waiting(commit, &entry),
            _ => Ok(ExpectedRecord::Elsewhere(None)),
        }
    }

    /// A merge of a commit that was proposed.
    fn merged(&self, commit: &Commit) -> Result<Option<ExpectedRecord>, OpError> {
        for entry in &self.proposed {
            let Some(proposal) = &entry.state.proposed else { continue };
            for parent in commit.parents.iter().skip(1) {
                if self.store.repo.is_reached(proposal.commit, *parent)? {
                    return self.waiting(commit, entry).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// Whether a commit is what an open promotion would write, and may.
    fn waiting(&self, commit: &Commit, entry: &LedgerEntry) -> Result<ExpectedRecord, OpError> {
        let (id, target) = (entry.promotion.id, &entry.promotion.target);
        let Some(rules) = self.policies.under(self.store, self.store.policy_commit)? else {
            return Ok(ExpectedRecord::Refused(id, "there are no rules".to_owned()));
        };
        let Some(side) = rules.side(target)?.filter(|side| side.branch == self.branch) else {
            return Ok(ExpectedRecord::Refused(id, format!("its target {target} does not live on {}", self.branch)));
        };
        if let Err(blockers) = gate::clear(&entry.question(&rules.store.policy, self.store.now)) {
            let why: Vec<String> = blockers.iter().map(blocker_words).collect();
            return Ok(ExpectedRecord::Refused(id, why.join("; ")));
        }
        match proof::is_the_plans(&rules, &side, entry, commit)? {
            true => Ok(ExpectedRecord::Waiting(id)),
            false => Ok(ExpectedRecord::Refused(id, "and what it changes is not what its plan says".to_owned())),
        }
    }
}

/// What a commit says of itself: that it is a promotion's.
fn claim(commit: &Commit) -> Option<TrailerClaim> {
    // Most commits say nothing, and are not read closely.
    if !commit.message.contains("Promotion-") {
        return None;
    }
    let found = trailers::parse(&commit.message);
    let all = |token: &str| found.iter().filter(|(t, _)| t.eq_ignore_ascii_case(token)).count();
    let id = found.iter().find(|(token, _)| token.eq_ignore_ascii_case("Promotion-Id"))?.1.clone();
    // Twice is once too often: nobody could tell which one it is.
    let id = if all("Promotion-Id") > 1 { format!("{id} and others") } else { id };
    let kind = if all("Promotion-Rollback") > 0 { CommitKind::Rollback } else { CommitKind::Promotion };
    Some(TrailerClaim { id, digest: trailers::single(&found, "Plan-Digest").map(str::to_owned), kind })
}
