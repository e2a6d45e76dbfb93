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
use super::finding::without_commit;
use super::history::LedgerHistory;
use super::policies::{Policies, PolicyInForce, policy_blob};
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
    let before = match Store::open_as_authority(&context.dir, context.reach.timeouts, context.now) {
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

struct Push<'a> {
    before: &'a Store,
    /// The store with the new branches, but the old policy.
    after: &'a Store,
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
        let mut replaced = HashSet::new();
        for (name, update) in pushed {
            let Some(branch) = self.target(&policies, &history, rules.clone(), name, update)? else { continue };
            replaced.extend(branch.commits.iter().filter_map(TargetCommit::replaces));
            found.extend(verify_target(name, &branch.commits, &branch.all, &history.recorded, |_| false));
        }
        found.extend(self.missing(&history, &replaced)?);
        Ok(found)
    }

    /// Whether the policy branch goes on where it was, in a merge of its old tip into another line of its own: the merge
    /// keeps the rules of the old tip, and the other line left the branch at one of its first parents. All changes of
    /// the rules on that line are checked like others.
    fn keeps_line(&self, update: &RefUpdate) -> Result<bool, OpError> {
        let (Expected::Is(old), Some(new)) = (update.old, update.new) else { return Ok(false) };
        let same = self.after.policy_blob(old)? == self.after.policy_blob(new)?;
        if !same || !self.after.is_in(old, new)? {
            return Ok(false);
        }
        let line = self.old_of_policy()?;
        for commit in self.after.repo.first_parents(new) {
            if line.contains(&commit?.id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The finding for a branch that does not continue its old history.
    fn rewritten(&self, what: &str, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
        let Expected::Is(old) = update.old else { return Ok(None) };
        let branch = visible(update.name.strip_prefix("refs/heads/").unwrap_or(&update.name)).into_owned();
        let code = if what == "the ledger" { FindingCode::LedgerRewritten } else { FindingCode::MissingCommit };
        let Some(new) = update.new else {
            return Ok(Some(without_commit(
                code,
                format!("the branch {branch} may not be deleted: 'promote verify' needs its history"),
            )));
        };
        for commit in self.after.repo.first_parents(new) {
            if commit?.id == old {
                return Ok(None);
            }
        }
        let (message, hint) = match self.after.repo.is_stored_ancestor(old, new)? {
            true => (
                format!(
                    "the first parents of {branch} do not lead back to {}: it was merged into another branch",
                    old.short()
                ),
                format!("rebase onto the old commit: git rebase {old}"),
            ),
            false => (
                format!("{branch} was rewritten: {} is not in its history", old.short()),
                "fetch and rebase: git pull --rebase".to_owned(),
            ),
        };
        Ok(Some(VerifyFinding { commit: Some(new), ..without_commit(code, message).hint(hint) }))
    }

    /// The finding for a policy branch that is deleted or has an invalid policy.
    fn policy_kept(&self, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
        let Some(new) = update.new else {
            let message = format!("{} may not be deleted: it holds promote.yaml", self.before.policy_branch);
            return Ok(Some(without_commit(FindingCode::BadPolicy, message)));
        };
        if let Some(finding) = self.ledger_kept(new)? {
            return Ok(Some(finding));
        }
        let same = policy_blob(self.after, self.after.repo.read_commit(new)?.tree)?
            == policy_blob(self.before, self.before.repo.read_commit(self.before.policy_commit)?.tree)?;
        if same || self.after.policy_at(new)?.is_some() {
            return Ok(None);
        }
        let message = "the new promote.yaml is invalid".to_owned();
        let hint = "show the errors: promote status".to_owned();
        Ok(Some(VerifyFinding { commit: Some(new), ..without_commit(FindingCode::BadPolicy, message).hint(hint) }))
    }

    /// The finding for a `promote.yaml` that names another ledger, which does not go on from the one there is.
    fn ledger_kept(&self, new: ObjectId) -> Result<Option<VerifyFinding>, OpError> {
        let Some(old) = self.before.branches.tips.get(&self.before.policy.ledger) else { return Ok(None) };
        let Some(policy) = self.after.policy_at(new)?.filter(|policy| policy.ledger != self.before.policy.ledger)
        else {
            return Ok(None);
        };
        let goes_on = self.after.branches.tips.get(&policy.ledger).map(|tip| self.after.is_in(*old, *tip));
        if goes_on.transpose()?.unwrap_or_default() {
            return Ok(None);
        }
        let message = format!(
            "the new promote.yaml names {} as the ledger, which does not go on from {}",
            visible(&policy.ledger),
            visible(&self.before.policy.ledger)
        );
        let finding = VerifyFinding { commit: Some(new), ..without_commit(FindingCode::LedgerRewritten, message) };
        Ok(Some(finding.hint("rename the branch of the ledger first, and push it under both names")))
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
        for (commit, event, id) in &history.events {
            if policies.blob(self.after, event.policy)?.or(event.rules) != ruling {
                let message = format!(
                    "the event names the policy of {}, but the policy before this push is that of {}",
                    event.policy.short(),
                    self.before.policy_commit.short()
                );
                let finding = VerifyFinding::new(FindingCode::PolicyCommit, *commit, message).by(&event.by).of(*id);
                found.push(finding.hint("push the change of promote.yaml first, in a separate push"));
            }
        }
        Ok(history)
    }

    fn old_of_policy(&self) -> Result<HashSet<ObjectId>, OpError> {
        let commits = self.before.repo.first_parents(self.before.policy_commit);
        Ok(commits.map(|commit| commit.map(|commit| commit.id)).collect::<Result<_, _>>()?)
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
