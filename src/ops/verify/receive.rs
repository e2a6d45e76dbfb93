//! `verify --pre-receive`: what is pushed, judged before any branch moves, by the rules that stood before the push.
//!
//! ```text
//! old new refs/heads/promotions      goes on from where it was, event by event
//! old new refs/heads/production      goes on along first parents, each commit a promotion's or nobody's business
//! old new refs/heads/main            promote.yaml changes only as the one before it says, and rules nothing in this push
//! anything else                      passes
//! ```
//!
//! git runs the hook inside a quarantine: the new objects are in a directory of their own, the refs are the old ones.

use std::collections::HashSet;
use std::rc::Rc;

use jiff::SignedDuration;

use super::branches::Walk;
use super::ledger::{self, Story};
use super::policies::{Policies, RulesInForce, policy_blob};
use super::{branches_of, general};
use crate::ops::OpError;
use crate::ops::context::Context;
use crate::store::{Store, StoreError};
use promote_core::policy::verify::{FindingCode, RecordedCommit, VerifyFinding, verify_target};
use promote_git::Expected;
use promote_git::RefUpdate;
use promote_model::ObjectId;
use promote_model::text::visible;

/// So far may the clocks of those who push be ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// Judges a push; `lines` is what git gives the hook.
///
/// # Errors
/// Where the lines are not git's, or the repository cannot be read. What does not prove is no error.
pub(crate) fn receive(context: &Context, lines: &str) -> Result<Vec<VerifyFinding>, OpError> {
    let updates = read_lines(lines)?;
    let before = match Store::open_as_authority(&context.dir, context.now) {
        Ok(store) => store,
        // Where no rules stand yet, none can be broken.
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
    Push { before: &before, after: &after, updates: &updates }.judge(context)
}

fn read_lines(lines: &str) -> Result<Vec<RefUpdate>, OpError> {
    let bad = |line: &str| OpError::Usage {
        message: format!("'{}' is not a line that git gives a pre-receive hook: OLD NEW REF", visible(line)),
        hints: vec!["install it as a hook: see 'promote verify --help'".to_owned()],
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
    /// With the branches as they would be; the rules are still those of before.
    after: &'a Store,
    updates: &'a [RefUpdate],
}

impl Push<'_> {
    fn judge(&self, context: &Context) -> Result<Vec<VerifyFinding>, OpError> {
        let targets = branches_of(self.before, None);
        let mut found = Vec::new();
        let of = |name: &str| self.updates.iter().find(|u| u.name.strip_prefix("refs/heads/") == Some(name));
        let ledger = of(&self.before.policy.ledger);
        let policy = of(&self.before.policy_branch);
        let pushed: Vec<(&str, &RefUpdate)> =
            targets.iter().filter_map(|name| Some((name.as_str(), of(name)?))).collect();
        for (what, update) in ledger.iter().map(|u| ("the ledger", *u)).chain(pushed.iter().map(|(n, u)| (*n, *u))) {
            found.extend(self.rewritten(what, update)?);
        }
        found.extend(policy.map(|update| self.policy_kept(update)).transpose()?.flatten());
        // What was rewritten leads nowhere that could be judged.
        if !found.is_empty() || (ledger.is_none() && policy.is_none() && pushed.is_empty()) {
            return Ok(found);
        }
        let policies = Policies::read(self.after)?;
        let rules = policies.under(self.before, self.before.policy_commit)?;
        let story = self.ledger(&policies, &mut found, context)?;
        if policy.is_some() {
            let old = self.old_of_policy()?;
            found.extend(policies.changes(self.after, &story, &old)?);
        }
        for (name, update) in pushed {
            found.extend(self.target(&policies, &story, rules.clone(), name, update)?);
        }
        found.extend(self.missing(&story)?);
        Ok(found)
    }

    /// A branch that does not go on from where it was.
    fn rewritten(&self, what: &str, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
        let Expected::Is(old) = update.old else { return Ok(None) };
        let branch = visible(update.name.strip_prefix("refs/heads/").unwrap_or(&update.name)).into_owned();
        let code = if what == "the ledger" { FindingCode::LedgerRewritten } else { FindingCode::MissingCommit };
        let Some(new) = update.new else {
            return Ok(Some(general(code, format!("{branch} may not be deleted: its history is what is proved"))));
        };
        for commit in self.after.repo.first_parents(new) {
            if commit?.id == old {
                return Ok(None);
            }
        }
        let (message, hint) = match self.after.repo.is_reached(old, new)? {
            true => (
                format!(
                    "{branch} would not go on along first parents from {}: it was merged into something else",
                    old.short()
                ),
                format!("git rebase {old}"),
            ),
            false => (
                format!("{branch} was rewritten: it does not go on from {}", old.short()),
                "git fetch, and go on from what stands there".to_owned(),
            ),
        };
        Ok(Some(VerifyFinding { commit: Some(new), ..general(code, message).hint(hint) }))
    }

    /// A policy branch that goes, or that no rules could be read from any more.
    fn policy_kept(&self, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
        let Some(new) = update.new else {
            let message = format!("{} may not be deleted: it holds the rules", self.before.policy_branch);
            return Ok(Some(general(FindingCode::BadPolicy, message)));
        };
        let same = policy_blob(self.after, self.after.repo.read_commit(new)?.tree)?
            == policy_blob(self.before, self.before.repo.read_commit(self.before.policy_commit)?.tree)?;
        if same || self.after.policy_at(new)?.is_some() {
            return Ok(None);
        }
        let message = "promote.yaml could not be read any more".to_owned();
        let hint = "see what is wrong with it: promote status".to_owned();
        Ok(Some(VerifyFinding { commit: Some(new), ..general(FindingCode::BadPolicy, message).hint(hint) }))
    }

    /// What is new in the ledger.
    fn ledger(&self, policies: &Policies, found: &mut Vec<VerifyFinding>, context: &Context) -> Result<Story, OpError> {
        let since = self.before.ledger()?.tip();
        let story = ledger::read(self.after, policies, since)?;
        found.extend(story.findings.iter().cloned());
        if since.is_none()
            && let Some(tip) = story.tip
            && let Some(branch) = self.after.recorded_branch()?.filter(|name| *name != self.before.policy_branch)
        {
            let message = format!(
                "the ledger would be begun under the rules of {}, but those of {} rule here",
                visible(&branch),
                visible(&self.before.policy_branch)
            );
            found.push(VerifyFinding::new(FindingCode::LedgerRoot, tip, message));
        }
        let ruling = policies.blob(self.before, self.before.policy_commit)?;
        for (commit, event, id) in &story.steps {
            if policies.blob(self.after, event.policy)? != ruling {
                let message = format!(
                    "it names the rules of {}; those that ruled before this push are of {}",
                    event.policy.short(),
                    self.before.policy_commit.short()
                );
                let finding = VerifyFinding::new(FindingCode::PolicyCommit, *commit, message).by(&event.by).of(*id);
                found.push(finding.hint("push the change of promote.yaml first, alone"));
            }
            if event.at > context.now + AHEAD {
                let message = format!("it is of {}, which has not come yet", event.at);
                found.push(VerifyFinding::new(FindingCode::Author, *commit, message).by(&event.by).of(*id));
            }
        }
        Ok(story)
    }

    fn old_of_policy(&self) -> Result<HashSet<ObjectId>, OpError> {
        let commits = self.before.repo.first_parents(self.before.policy_commit);
        Ok(commits.map(|commit| commit.map(|commit| commit.id)).collect::<Result<_, _>>()?)
    }

    /// What is new on a branch that is promoted into.
    fn target(
        &self,
        policies: &Policies,
        story: &Story,
        rules: Option<Rc<RulesInForce>>,
        name: &str,
        update: &RefUpdate,
    ) -> Result<Vec<VerifyFinding>, OpError> {
        // A branch that begins has nothing yet that somebody could have changed.
        let (Expected::Is(old), Some(new)) = (update.old, update.new) else { return Ok(Vec::new()) };
        let walk = Walk::new(self.after, policies, story, name)?.under(rules);
        let branch = walk.to(new, Some(old))?;
        Ok(verify_target(name, &branch.commits, &branch.whole, &story.done, |_| false))
    }

    /// What the ledger says now of commits that no branch would hold.
    fn missing(&self, story: &Story) -> Result<Vec<VerifyFinding>, OpError> {
        let mut found = Vec::new();
        for done in &story.done {
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
