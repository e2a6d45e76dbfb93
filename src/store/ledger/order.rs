//! The order of executions. It usually follows from their times, which are known already; executions in the same second
//! are ordered by their commits in the ledger.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::read::ClosedPromotion;
use super::tree::Ledger;
use crate::store::StoreError;
use promote_core::promotion::PromotionId;
use promote_git::trailers;

impl Ledger<'_> {
    /// Sorts by execution, newest first; promotions that were not executed are last.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn newest_first(&self, closed: &mut [&ClosedPromotion]) -> Result<(), StoreError> {
        closed.sort_by_key(|closed| Reverse(second(closed)));
        let tied = |pair: &&[&ClosedPromotion]| second(pair[0]).is_some() && second(pair[0]) == second(pair[1]);
        let Some(oldest) = closed.windows(2).rfind(tied).and_then(|pair| second(pair[0])) else {
            return Ok(());
        };
        let ranks = self.executed_since(oldest)?;
        closed.sort_by_key(|closed| (Reverse(second(closed)), ranks.get(&closed.head.id).copied()));
        Ok(())
    }

    /// The rank of each promotion executed at or after a second; the last execution has rank 0.
    fn executed_since(&self, oldest: i64) -> Result<HashMap<PromotionId, usize>, StoreError> {
        let mut ranks = HashMap::new();
        let Some(tip) = self.tip else { return Ok(ranks) };
        for (number, commit) in self.store.repo.first_parents(tip).enumerate() {
            let commit = commit?;
            // Event times never decrease.
            if commit.committer.seconds < oldest {
                break;
            }
            let found = trailers::parse(&commit.message);
            let id = trailers::single(&found, "Promotion-Id").and_then(|id| Some(PromotionId(id.parse().ok()?)));
            if let (Some("executed"), Some(id)) = (trailers::single(&found, "Promotion-Event"), id) {
                ranks.entry(id).or_insert(number);
            }
        }
        Ok(ranks)
    }
}

fn second(closed: &ClosedPromotion) -> Option<i64> {
    closed.state.executed.as_ref().map(|done| done.at.as_second())
}
