//! The rules by which an unrecorded commit came into an environment that has moved since: to another branch, to other files,
//! or out of `promote.yaml`. An approval names the branch that its target had; a promotion that was allowed where it landed
//! stays allowed. Dates are claims: only the policy branch's own history places the commit before or after the move.
//!
//! ```text
//! main   M - X     X gives the environment another branch. M is older: the rules of its parent allowed it
//! live   M         begins there
//! ```

use super::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::layout::Standing;
use promote_core::promotion::{Plan, Promotion};
use promote_git::Commit;

/// The repository under the rules by which a commit came into the target of a promotion, and the promotion as they see it;
/// `None` where the target is still in that place, or where history does not tell which rules these were.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn before_move(
    store: &Store,
    entry: &LedgerEntry,
    commit: &Commit,
) -> Result<Option<(Store, LedgerEntry)>, OpError> {
    let promotion = &entry.promotion;
    let Some(then) = rules_at(store, promotion, commit)? else { return Ok(None) };
    if !has_moved(store, &then, promotion)? {
        return Ok(None);
    }
    // Statements are compared with the branch that the target had.
    let seen =
        then.ledger()?.promotion(promotion.id)?.map(|seen| LedgerEntry { evidence: seen.evidence, ..entry.clone() });
    Ok(seen.map(|entry| (then, entry)))
}

/// Whether a target is no longer where these earlier rules have it.
fn has_moved(store: &Store, then: &Store, promotion: &Promotion) -> Result<bool, OpError> {
    let (Some(now), Some(before)) = (side(store, promotion)?, side(then, promotion)?) else { return Ok(true) };
    let left = |plan: &Plan| {
        plan.files.iter().any(|file| !matches!(now.matcher.standing(&file.target_path), Some(Standing::Owned)))
    };
    Ok(now.branch != before.branch || left(&promotion.plan))
}

/// The target of a promotion; `None` where these rules do not have it.
fn side(store: &Store, promotion: &Promotion) -> Result<Option<EnvSnapshot>, OpError> {
    let environment = store.policy.environment(&promotion.target);
    Ok(environment.map(|environment| store.side_at(environment, store.policy_commit, &[])).transpose()?)
}

/// The repository under the rules that were in force when a commit came to the policy branch, if the target was there. A
/// commit of another branch came at no time that history could tell.
fn rules_at(store: &Store, promotion: &Promotion, commit: &Commit) -> Result<Option<Store>, OpError> {
    let Some(parent) = commit.parents.first() else { return Ok(None) };
    let mut line = store.policy_history(store.policy_commit);
    while let Some(next) = line.next().transpose()? {
        if next.id == commit.id {
            let follows = line.next().transpose()?.is_some_and(|below| below.id == *parent);
            let rules = if follows { store.under(*parent)? } else { None };
            let held = |rules: &Store| {
                let environment = rules.policy.environment(&promotion.target);
                environment.is_some_and(|environment| rules.branch_of(environment) == store.policy_branch)
            };
            return Ok(rules.filter(held));
        }
    }
    Ok(None)
}
