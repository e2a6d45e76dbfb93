//! Whether the branches of a push go on where they were: the ledger, the policy branch and the targets.

use std::collections::HashSet;

use super::finding::without_commit;
use super::policies::policy_blob;
use super::receive::Push;
use crate::engine::OpError;
use promote_core::policy::verify::{FindingCode, VerifyFinding};
use promote_git::{Expected, RefUpdate};
use promote_model::ObjectId;
use promote_model::text::visible;

impl Push<'_> {
    /// Whether the policy branch goes on where it was, in a merge of its old tip into another line of its own: the merge
    /// keeps the rules of the old tip, and the other line left the branch at one of its first parents. All changes of
    /// the rules on that line are checked like others.
    pub(super) fn keeps_line(&self, update: &RefUpdate) -> Result<bool, OpError> {
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
    pub(super) fn rewritten(&self, what: &str, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
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
    pub(super) fn policy_kept(&self, update: &RefUpdate) -> Result<Option<VerifyFinding>, OpError> {
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
    pub(super) fn ledger_kept(&self, new: ObjectId) -> Result<Option<VerifyFinding>, OpError> {
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

    /// The findings about a move of the policy branch that takes effect with this push: the new branch begins at the commit
    /// that the move names, with the rules of before the push.
    pub(super) fn policy_moved(&self) -> Result<Vec<VerifyFinding>, OpError> {
        let Some(line) = self.after.recorded_line()? else { return Ok(Vec::new()) };
        let moved = line.segments.iter().skip(self.before.policy_line.segments.len());
        let ruling = self.before.policy_blob(self.before.policy_commit)?;
        let mut found = Vec::new();
        for segment in moved {
            let tip = self.after.branches.tips.get(&segment.branch).copied();
            let Some(since) = segment.since else { continue };
            if tip == Some(since) && self.after.policy_blob(since)? == ruling {
                continue;
            }
            let branch = visible(&segment.branch);
            let message = format!(
                "promote.yaml on {branch} is to rule from {} on, but this push leaves the branch elsewhere, or with other rules",
                since.short()
            );
            let finding = without_commit(FindingCode::PolicyCommit, message);
            let finding = VerifyFinding { commit: tip, ..finding };
            found.push(finding.hint("push the move of the policy branch alone"));
        }
        Ok(found)
    }

    /// The first parents of the policy branch before the push.
    pub(super) fn old_of_policy(&self) -> Result<HashSet<ObjectId>, OpError> {
        let commits = self.before.policy_history(self.before.policy_commit);
        Ok(commits.map(|commit| commit.map(|commit| commit.id)).collect::<Result<_, _>>()?)
    }
}
