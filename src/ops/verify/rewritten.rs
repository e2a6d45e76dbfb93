//! Compares the ledger with the states that this clone has seen: a ledger that was rewritten as a whole is consistent in
//! itself, but not with its old state.

use super::finding::without_commit;
use super::history::LedgerHistory;
use crate::engine::OpError;
use crate::store::Store;
use promote_core::policy::verify::{FindingCode, VerifyFinding};

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
