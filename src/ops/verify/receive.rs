//! `verify --pre-receive`: checks a push before any branch moves, by the policy before the push.
//!
//! ```text
//! old new refs/heads/promotions   continues the old ledger, event by event
//! old new refs/heads/production   continues the old branch; each commit is a promotion, or changes no environment
//! old new refs/heads/main         promote.yaml changes as the old one allows; the new one does not apply to this push
//! any other ref                   passes
//! ```
//!
//! git runs the hook inside a quarantine: the new objects are in a directory of their own, the refs are the old ones.

use std::collections::HashSet;
use std::rc::Rc;

use super::branches::{BranchReader, TargetBranch, target_branches};
use super::history::LedgerHistory;
use super::policies::{Policies, PolicyInForce};
use super::{policy_changes, reader};
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::store::{Store, StoreError};
use promote_core::policy::verify::{FindingCode, RecordedCommit, TargetCommit, VerifyFinding, verify_target};
use promote_git::Expected;
use promote_git::RefUpdate;
use promote_model::ObjectId;
use promote_model::text::visible;

/// Checks a push; `lines` is the input of the hook.
///
/// # Errors
/// Where the lines are malformed, or the repository cannot be read. Findings are no error.
pub(crate) fn receive(context: &Context, lines: &str) -> Result<Vec<VerifyFinding>, OpError> {
    let updates = read_lines(lines)?;
    let before = match context.authority() {
        Ok(store) => store,
        // Without a policy there is nothing to check.
        Err(StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_)) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error.into()),
    };
    let mut after = before.clone();
    for update in &updates {
        let Some(branch) = update.name.strip_prefix("refs/heads/") else { continue };
        match update.new {
            Some(new) => after.branches.tips.insert(branch.to_owned(), new),
            None => after.branches.tips.remove(branch),
        };
    }
    Push { before: &before, after: &after, updates: &updates }.check_push()
}

fn read_lines(lines: &str) -> Result<Vec<RefUpdate>, OpError> {
    let bad = |line: &str| OpError::Usage {
        message: format!("'{}' is not a line of a pre-receive hook (OLD NEW REF)", visible(line)),
        hints: vec!["run the command as a pre-receive hook; see: promote verify --help".to_owned()],
    };
    let id = |text: &str| -> Result<Option<ObjectId>, ()> {
        let id: ObjectId = text.parse().map_err(drop)?;
        Ok(Some(id).filter(|id| id.as_bytes() != &[0; 20]))
    };
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next()) else {
            return Err(bad(line));
        };
        let (old, new) = (id(old).map_err(|()| bad(line))?, id(new).map_err(|()| bad(line))?);
        Ok(RefUpdate { name: name.to_owned(), old: old.map_or(Expected::Absent, Expected::Is), new })
    };
    lines.lines().filter(|line| !line.is_empty()).map(read).collect()
}

pub(super) struct Push<'a> {
    pub(super) before: &'a Store,
    /// The store with the new branches, but the old policy.
    pub(super) after: &'a Store,
    updates: &'a [RefUpdate],
}

impl Push<'_> {
    fn check_push(&self) -> Result<Vec<VerifyFinding>, OpError> {
        let targets = target_branches(self.before, None);
        let mut found = Vec::new();
        let of = |name: &str| self.updates.iter().find(|u| u.name.strip_prefix("refs/heads/") == Some(name));
        let ledger = of(&self.before.policy.ledger);
        let policy = of(&self.before.policy_branch);
        let pushed: Vec<(&str, &RefUpdate)> =
            targets.iter().filter_map(|name| Some((name.as_str(), of(name)?))).collect();
        for (what, update) in ledger.iter().map(|u| ("the ledger", *u)).chain(pushed.iter().map(|(n, u)| (*n, *u))) {
            found.extend(self.rewritten(what, update)?);
        }
        if let Some(update) = policy.filter(|_| !targets.contains(&self.before.policy_branch))
            && !self.keeps_line(update)?
        {
            found.extend(self.rewritten("the policy", update)?);
        }
        found.extend(policy.filter(|_| found.is_empty()).map(|update| self.policy_kept(update)).transpose()?.flatten());
        // Rewritten branches are not checked further.
        if !found.is_empty() || (ledger.is_none() && policy.is_none() && pushed.is_empty()) {
            return Ok(found);
        }
        let policies = Policies::read(self.after)?;
        let rules = policies.under(self.after, self.before.policy_commit)?;
        let history = self.ledger(&policies, &mut found)?;
        if policy.is_some() {
            let old = self.old_of_policy()?;
            found.extend(policy_changes::unapproved(self.after, &policies, &history, &old)?);
        }
        let (mut replaced, mut read) = (HashSet::new(), HashSet::new());
        for (name, update) in pushed {
            let Some(branch) = self.target(&policies, &history, rules.clone(), name, update)? else { continue };
            replaced.extend(branch.commits.iter().filter_map(TargetCommit::replaces));
            found.extend(verify_target(name, &branch.commits, &branch.all, &history.recorded, |_| false));
            read.extend(branch.all);
        }
        for done in history.recorded.iter().filter(|done| !read.contains(&done.commit)) {
            found.extend(self.recorded_late(&policies, &history, rules.clone(), done)?);
        }
        found.extend(self.missing(&history, &replaced)?);
        found.extend(ledger.map(|_| self.policy_moved()).transpose()?.into_iter().flatten());
        Ok(found)
    }

    /// Reads and checks the new commits of the ledger.
    fn ledger(&self, policies: &Policies, found: &mut Vec<VerifyFinding>) -> Result<LedgerHistory, OpError> {
        let since = self.before.ledger()?.tip();
        let history = reader::read(self.after, policies, since)?;
        found.extend(history.findings.iter().cloned());
        if since.is_none()
            && let Some(tip) = history.tip
            && let Some(branch) = self.after.recorded_branch()?.filter(|name| *name != self.before.policy_branch)
        {
            let message = format!(
                "the ledger starts with the policy on branch {}, but the policy branch here is {}",
                visible(&branch),
                visible(&self.before.policy_branch)
            );
            found.push(VerifyFinding::new(FindingCode::LedgerRoot, tip, message));
        }
        let ruling = policies.blob(self.after, self.before.policy_commit)?;
        for event in &history.events {
            if policies.blob(self.after, event.policy)?.or(event.rules) != ruling {
                let message = format!(
                    "the event names the policy of {}, but the policy before this push is that of {}",
                    event.policy.short(),
                    self.before.policy_commit.short()
                );
                let finding = VerifyFinding::new(FindingCode::PolicyCommit, event.link, message).by(&event.by);
                let finding = VerifyFinding { promotion: event.promotion, ..finding };
                found.push(finding.hint("push the change of promote.yaml first, in a separate push"));
            }
        }
        Ok(history)
    }

    /// The new commits of a target branch; `None` where it is deleted.
    fn target(
        &self,
        policies: &Policies,
        ledger: &LedgerHistory,
        rules: Option<Rc<PolicyInForce>>,
        name: &str,
        update: &RefUpdate,
    ) -> Result<Option<TargetBranch>, OpError> {
        let Some(new) = update.new else { return Ok(None) };
        let since = match update.old {
            Expected::Is(old) => Some(old),
            Expected::Absent => self.beginning(new)?,
        };
        let reader = BranchReader::new(self.after, policies, ledger, name)?.under(rules);
        reader.read(new, since).map(Some)
    }

    /// The findings for a commit that was pushed before its record, as merges of proposals are.
    fn recorded_late(
        &self,
        policies: &Policies,
        ledger: &LedgerHistory,
        rules: Option<Rc<PolicyInForce>>,
        done: &RecordedCommit,
    ) -> Result<Vec<VerifyFinding>, OpError> {
        // What no branch holds is missing.
        if !self.holds(done)? {
            return Ok(Vec::new());
        }
        let below = self.after.repo.read_commit(done.commit)?.parents.first().copied();
        let reader = BranchReader::new(self.after, policies, ledger, &done.branch)?.under(rules);
        let branch = reader.read(done.commit, below)?;
        // That it came during a hold was to be refused when it was pushed.
        let done = RecordedCommit { on_hold: None, ..done.clone() };
        Ok(verify_target(&done.branch, &branch.commits, &branch.all, std::slice::from_ref(&done), |_| false))
    }

    /// Where a new branch begins: at a commit that an environment's branch or the policy branch held before the push.
    /// `None` where it begins with a commit of its own.
    fn beginning(&self, new: ObjectId) -> Result<Option<ObjectId>, OpError> {
        let environments = self.before.policy.environments.iter().map(|e| self.before.branch_of(e));
        let mut held = HashSet::new();
        for branch in environments.chain([self.before.policy_branch.as_str()]) {
            let Some(tip) = self.before.branches.tips.get(branch) else { continue };
            for commit in self.before.repo.first_parents(*tip) {
                if !held.insert(commit?.id) {
                    break;
                }
            }
        }
        for commit in self.after.repo.first_parents(new) {
            let commit = commit?.id;
            if held.contains(&commit) {
                return Ok(Some(commit));
            }
        }
        Ok(None)
    }

    /// The findings for recorded commits that no branch contains, neither as they are nor rebased.
    fn missing(&self, ledger: &LedgerHistory, replaced: &HashSet<ObjectId>) -> Result<Vec<VerifyFinding>, OpError> {
        let mut found = Vec::new();
        for done in ledger.recorded.iter().filter(|done| !replaced.contains(&done.commit)) {
            if !self.holds(done)? {
                let only = std::slice::from_ref(done);
                found.extend(verify_target(&done.branch, &[], &HashSet::new(), only, |_| true));
            }
        }
        Ok(found)
    }

    fn holds(&self, done: &RecordedCommit) -> Result<bool, OpError> {
        let Some(tip) = self.after.branches.tips.get(&done.branch) else { return Ok(false) };
        for commit in self.after.repo.first_parents(*tip) {
            if commit?.id == done.commit {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
