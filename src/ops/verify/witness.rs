//! What this clone remembers of the ledger: a chain of hashes that was rewritten as a whole is found by whoever saw the
//! one before it.

use super::general;
use super::ledger::Story;
use crate::ops::OpError;
use crate::store::Store;
use promote_core::policy::verify::{FindingCode, VerifyFinding};

/// Compares the ledger with every state of it that this clone has seen.
pub(crate) fn compare(store: &Store, story: &Story) -> Result<Vec<VerifyFinding>, OpError> {
    let name = &store.policy.ledger;
    let tracking = |remote: &str| format!("refs/remotes/{remote}/{name}");
    // The ref that counts only ever goes on. A copy of it elsewhere may be behind, or ahead of what was fetched.
    let counts = store.judge.remote().map_or_else(|| store.ledger_ref(), tracking);
    let mut refs = vec![store.ledger_ref()];
    refs.extend(store.repo.remotes()?.iter().map(|remote| tracking(remote)));
    let mut found = Vec::new();
    for name in &refs {
        for seen in store.repo.remembered(name)? {
            if story.holds(seen) || !store.repo.exists(seen)? {
                continue;
            }
            let ahead = |tip| store.repo.is_reached(tip, seen);
            if *name != counts && story.tip.map(ahead).transpose()?.unwrap_or_default() {
                continue;
            }
            let message = format!(
                "this clone has seen {} at {}, which the ledger does not lead back to: it was rewritten",
                name,
                seen.short()
            );
            let hint = format!("see what was there: git log {seen}");
            found.push(VerifyFinding {
                commit: Some(seen),
                ..general(FindingCode::LedgerRewritten, message).hint(hint)
            });
            break;
        }
    }
    Ok(found)
}
