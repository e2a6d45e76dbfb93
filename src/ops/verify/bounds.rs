//! Where history and the ledger place the commits of a branch among the versions of `promote.yaml`.

use std::collections::HashMap;

use super::branches::{Bounds, BranchReader};
use crate::engine::OpError;
use promote_core::policy::DirectEdits;
use promote_git::Commit;
use promote_model::ObjectId;

impl BranchReader<'_> {
    /// For each commit, oldest first, the versions of `promote.yaml` between which history and the ledger place it: the
    /// branch began after a version, and the ledger saw the branch before the commit, and with it. Dates are claims.
    pub(super) fn bounds(&self, walked: &[Commit]) -> Vec<Bounds> {
        let place: HashMap<ObjectId, usize> = walked.iter().enumerate().map(|(at, commit)| (commit.id, at)).collect();
        let mut bounds: Vec<Bounds> = vec![(None, None); walked.len()];
        for tip in self.ledger.tips_of(self.branch) {
            let (Some(at), Some(version)) = (place.get(&tip.commit), tip.version) else { continue };
            bounds[*at].1.get_or_insert(version);
            if let Some((low, _)) = bounds.get_mut(at + 1) {
                *low = (*low).max(Some(version));
            }
        }
        // A branch that began at the policy branch came after the rules there.
        let mut seen = None;
        for ((low, _), commit) in bounds.iter_mut().zip(walked) {
            seen = seen.max(*low);
            *low = seen;
            seen = seen.max(self.policies.version_at(commit.id));
        }
        let mut seen: Option<usize> = None;
        for (_, high) in bounds.iter_mut().rev() {
            seen = [seen, *high].into_iter().flatten().min();
            *high = seen;
        }
        bounds
    }

    /// A commit that changes an environment without direct edits by the rules of today, where nothing but dates could tell
    /// that it came before them: there is no ledger yet.
    pub(super) fn undated(
        &self,
        commit: &Commit,
        below: Option<ObjectId>,
    ) -> Result<Option<(String, ObjectId)>, OpError> {
        let Some(below) = below.filter(|_| self.ledger.tip.is_none() && self.branch != self.store.policy_branch) else {
            return Ok(None);
        };
        // What led to the first version came before it.
        if let Some((first, _)) = self.policies.newest_first().last()
            && self.store.is_in(commit.id, first)?
        {
            return Ok(None);
        }
        let Some(rules) = self.policies.under(self.store, self.store.policy_commit)? else { return Ok(None) };
        let touched = self.touched_under(&rules, commit, below)?;
        let denied = touched.into_iter().find(|(_, _, rule)| *rule == DirectEdits::Deny);
        Ok(denied.map(|(environment, ..)| (environment, commit.id)))
    }
}
