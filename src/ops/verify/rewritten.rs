//! Compares the ledger with the states that this clone has seen: a ledger that was rewritten as a whole is consistent in
//! itself, but not with its old state.

use std::collections::BTreeSet;

use super::finding::without_commit;
use super::history::LedgerHistory;
use super::policies::Policies;
use crate::engine::OpError;
use crate::store::Store;
use promote_core::policy::verify::{FindingCode, VerifyFinding};
use promote_model::text::visible;

/// The findings about ledgers that earlier versions of `promote.yaml` named, and that this one does not go on from.
pub(crate) fn forgotten(
    store: &Store,
    policies: &Policies,
    ledger: &LedgerHistory,
) -> Result<Vec<VerifyFinding>, OpError> {
    let mut names = BTreeSet::new();
    for (commit, _) in policies.newest_first() {
        names.extend(policies.under(store, commit)?.map(|rules| rules.store.policy.ledger.clone()));
    }
    names.remove(&store.policy.ledger);
    let mut found = Vec::new();
    for name in names {
        let Some(tip) = store.branches.tips.get(&name).copied() else { continue };
        if ledger.contains(tip) || !store.is_ledger(tip)? {
            continue;
        }
        let message = format!(
            "promote.yaml named {name} as the ledger before, and {} does not go on from it",
            store.policy.ledger
        );
        let hint = format!("go on with it: write 'ledger: {name}' into promote.yaml");
        let finding = without_commit(FindingCode::LedgerRewritten, message).hint(hint);
        found.push(VerifyFinding { commit: Some(tip), ..finding });
    }
    Ok(found)
}

/// The findings about policy branches that do not go on from the commit that a move named.
pub(crate) fn left_policy_line(store: &Store) -> Result<Vec<VerifyFinding>, OpError> {
    let mut found = Vec::new();
    for segment in &store.policy_line.segments {
        let tip = segment.until.or_else(|| store.branches.tips.get(&segment.branch).copied());
        let (Some(since), Some(tip)) = (segment.since, tip) else { continue };
        let mut line = store.repo.first_parents(tip);
        if line.any(|commit| commit.is_ok_and(|commit| commit.id == since)) {
            continue;
        }
        let branch = visible(&segment.branch);
        let message =
            format!("{branch} was rewritten: {} is not in its history, from which on it rules", since.short());
        let finding = without_commit(FindingCode::MissingCommit, message);
        found.push(VerifyFinding { commit: Some(since), ..finding });
    }
    Ok(found)
}

/// Compares the ledger with every state of it that this clone has seen.
pub(crate) fn compare(store: &Store, ledger: &LedgerHistory) -> Result<Vec<VerifyFinding>, OpError> {
    let name = &store.policy.ledger;
    let tracking = |remote: &str| format!("refs/remotes/{remote}/{name}");
    // The authoritative ref only moves forward. Copies of it may be behind, or ahead of the last fetch.
    let authoritative = store.authority.remote().map_or_else(|| store.ledger_ref(), tracking);
    let mut refs = vec![store.ledger_ref()];
    refs.extend(store.repo.remotes()?.iter().map(|remote| tracking(remote)));
    let mut found = Vec::new();
    for name in &refs {
        for seen in store.repo.reflog_values(name)? {
            if ledger.contains(seen) || !store.repo.exists(seen)? {
                continue;
            }
            let ahead = |tip| store.repo.is_stored_ancestor(tip, seen);
            if *name != authoritative && ledger.tip.map(ahead).transpose()?.unwrap_or_default() {
                continue;
            }
            let message = format!(
                "the ledger was rewritten: this clone has seen {} at {}, which is no longer in the history of that branch",
                name,
                seen.short()
            );
            let hint = format!("show the old history: git log {seen}");
            found.push(VerifyFinding {
                commit: Some(seen),
                ..without_commit(FindingCode::LedgerRewritten, message).hint(hint)
            });
            break;
        }
    }
    Ok(found)
}
