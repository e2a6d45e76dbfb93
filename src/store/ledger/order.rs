//! Which execution came later: the ledger's order. Times say it almost always, and cost nothing; but two in the same
//! second, or after a clock that was ahead for a moment, have no order but that of the ledger's commits.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Ended, Ledger};
use crate::store::StoreError;
use promote_core::promotion::PromotionId;
use promote_git::trailers;

impl Ledger<'_> {
    /// Sorts by execution, newest first; what was not executed comes last.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn newest_first(&self, ended: &mut [&Ended]) -> Result<(), StoreError> {
        ended.sort_by_key(|ended| Reverse(second(ended)));
        let tied = |pair: &&[&Ended]| second(pair[0]).is_some() && second(pair[0]) == second(pair[1]);
        let Some(oldest) = ended.windows(2).rfind(tied).and_then(|pair| second(pair[0])) else {
            return Ok(());
        };
        let ranks = self.executed_since(oldest)?;
        ended.sort_by_key(|ended| (Reverse(second(ended)), ranks.get(&ended.head.id).copied()));
        Ok(())
    }

    /// Who was executed at that second or later: the last one has the smallest number.
    fn executed_since(&self, oldest: i64) -> Result<HashMap<PromotionId, usize>, StoreError> {
        let mut ranks = HashMap::new();
        let Some(tip) = self.tip else { return Ok(ranks) };
        for (number, commit) in self.store.repo.first_parents(tip).enumerate() {
            let commit = commit?;
            // No event is older than the one before it.
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

fn second(ended: &Ended) -> Option<i64> {
    ended.state.executed.as_ref().map(|done| done.at.as_second())
}
