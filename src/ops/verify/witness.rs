//! What this clone remembers of the ledger: a chain of hashes that was rewritten as a whole is found by whoever saw the
//! one before it.

use super::general;
use super::ledger::Story;
use crate::engine::OpError;
use crate::store::Store;
use promote_core::policy::verify::{Code, Finding};

/// Compares the ledger with every state of it that this clone has seen.
pub(crate) fn compare(store: &Store, story: &Story) -> Result<Vec<Finding>, OpError> {
    let name = &store.policy.ledger;
    let tracking = |remote: &str| format!("refs/remotes/{remote}/{name}");
    // The ref that counts only ever goes on. A copy of it elsewhere may be behind, or ahead of what was fetched.
    let counts = store.authority.remote().map_or_else(|| store.ledger_ref(), tracking);
    let mut refs = vec![store.ledger_ref()];
    refs.extend(store.repo.remotes()?.iter().map(|remote| tracking(remote)));
    let mut found = Vec::new();
    for name in &refs {
        for seen in store.repo.reflog_values(name)? {
            if story.holds(seen) || !store.repo.exists(seen)? {
                continue;
            }
            let ahead = |tip| store.repo.is_stored_ancestor(tip, seen);
            if *name != counts && story.tip.map(ahead).transpose()?.unwrap_or_default() {
                continue;
            }
            let message = format!(
                "this clone has seen {} at {}, which the ledger does not lead back to: it was rewritten",
                name,
                seen.short()
            );
            let hint = format!("see what was there: git log {seen}");
            found.push(Finding { commit: Some(seen), ..general(Code::LedgerRewritten, message).hint(hint) });
            break;
        }
    }
    Ok(found)
}
