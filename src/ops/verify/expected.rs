//! What the ledger expects of a commit that it does not record: the promotion that the commit belongs to, if there is one.

use super::branches::BranchReader;
use super::policies::PolicyInForce;
use super::replay;
use crate::engine::OpError;
use crate::engine::claims;
use crate::engine::error::blocker_message;
use crate::engine::holds::{lifted_since, since_landing};
use crate::engine::landing;
use crate::engine::merged::person;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{self, GateInput};
use promote_core::policy::verify::{CommitKind, ExpectedRecord, TrailerClaim};
use promote_core::promotion::PromotionId;
use promote_git::Commit;
use promote_model::ObjectId;

impl BranchReader<'_> {
    /// The expectation for a commit that the ledger does not record: that of the promotion that proves it, else of the
    /// first that it names.
    pub(super) fn expectation(
        &self,
        commit: &Commit,
        claims: &[TrailerClaim],
    ) -> Result<Option<ExpectedRecord>, OpError> {
        let mut first = None;
        for claim in claims {
            let expected = self.expected(commit, claim)?;
            if proves(&expected) {
                return Ok(Some(expected));
            }
            first.get_or_insert(expected);
        }
        if let Some(merged) = self.merged(commit)?.filter(proves) {
            return Ok(Some(merged));
        }
        Ok(first)
    }

    /// The state in the ledger of the promotion that a commit names.
    fn expected(&self, commit: &Commit, claim: &TrailerClaim) -> Result<ExpectedRecord, OpError> {
        let Some(id) = PromotionId::read(&claim.id) else {
            return Ok(ExpectedRecord::Unknown);
        };
        for done in self.ledger.records_of(id, claim.kind) {
            if !self.holds(&done.branch, done.commit)? && replay::replaces(self.store, self.policies, done, commit)? {
                return Ok(ExpectedRecord::InPlaceOf(id, done.commit));
            }
        }
        if let Some(last) = self.ledger.records_of(id, claim.kind).next() {
            return Ok(ExpectedRecord::Elsewhere(Some(last.commit)));
        }
        // An unreadable promotion is already a finding about the ledger.
        let Ok(Some(entry)) = self.store.ledger()?.promotion(id) else { return Ok(ExpectedRecord::Unknown) };
        match &entry.state.executed {
            Some(done) if claim.kind == CommitKind::Promotion => Ok(ExpectedRecord::Elsewhere(Some(done.commit))),
            None if claim.kind == CommitKind::Promotion => self.waiting(commit, &entry),
            _ => Ok(ExpectedRecord::Elsewhere(None)),
        }
    }

    /// Whether a branch holds a commit on its first parents.
    fn holds(&self, branch: &str, id: ObjectId) -> Result<bool, OpError> {
        let Some(tip) = self.store.branches.tips.get(branch) else { return Ok(false) };
        for commit in self.store.repo.first_parents(*tip) {
            if commit?.id == id {
                return Ok(true);
            }
        }
        Ok(false)
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

    /// Whether a commit matches an open promotion, and the policy allows that promotion: today's, or, where the target has
    /// moved since, the one by which the commit came.
    fn waiting(&self, commit: &Commit, entry: &LedgerEntry) -> Result<ExpectedRecord, OpError> {
        let (id, target) = (entry.promotion.id, &entry.promotion.target);
        let Some(rules) = self.policies.under(self.store, self.store.policy_commit)? else {
            return Ok(ExpectedRecord::Refused(id, "promote.yaml is invalid".to_owned()));
        };
        let here =
            |side: &EnvSnapshot| Ok::<_, OpError>(side.branch == self.branch || self.holds(&side.branch, commit.id)?);
        let refused = match rules.side(target)? {
            None => format!("its target {target} does not exist any more"),
            Some(side) if !here(&side)? => format!("its target {target} is not on branch {}", self.branch),
            Some(side) => match refusal(&rules, &side, entry, commit)? {
                None => return Ok(ExpectedRecord::Waiting(id)),
                Some(why) => why,
            },
        };
        if let Some((then, entry)) = landing::before_move(self.store, entry, commit)? {
            let rules = PolicyInForce::of(then);
            if let Some(side) = rules.side(target)?
                && refusal(&rules, &side, &entry, commit)?.is_none()
            {
                return Ok(match self.store.policy.environment(target) {
                    Some(_) => ExpectedRecord::Waiting(id),
                    None => ExpectedRecord::Departed(id, target.to_string()),
                });
            }
        }
        Ok(ExpectedRecord::Refused(id, refused))
    }
}

/// Whether a commit is proved by what the ledger expects of it.
fn proves(expected: &ExpectedRecord) -> bool {
    matches!(expected, ExpectedRecord::Waiting(_) | ExpectedRecord::Departed(..) | ExpectedRecord::InPlaceOf(..))
}

/// Why a commit is not the execution of a promotion that these rules allow; `None` where it is.
fn refusal(
    rules: &PolicyInForce,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    commit: &Commit,
) -> Result<Option<String>, OpError> {
    if let Err(why) = rules.store.rules_of(&entry.promotion.plan) {
        return Ok(Some(why.to_string()));
    }
    let mut entry = since_landing(&rules.store, entry, commit.id)?;
    if let Some(hold) = lifted_since(&rules.store, &entry, commit.id)?.first() {
        return Ok(Some(format!("it came while hold {} was on: {}", hold.number, hold.reason)));
    }
    match claims::recompute(&rules.store, &mut entry) {
        Ok(()) => {}
        Err(error @ OpError::NotFromSource { .. }) => return Ok(Some(error.to_string())),
        Err(error) if error.is_incomplete_history() => return Ok(Some(error.to_string())),
        Err(error) => return Err(error),
    }
    let merger = person(&commit.author);
    let input = GateInput { by: Some(&merger), ..entry.question(&rules.store.policy, rules.store.now) };
    if let Err(blockers) = gate::clear(&input) {
        let why: Vec<String> = blockers.iter().map(blocker_message).collect();
        return Ok(Some(why.join("; ")));
    }
    let exact = replay::matches_plan(rules, side, &entry, commit)?;
    Ok((!exact).then(|| "the commit does not match its plan".to_owned()))
}
