//! What this clone remembers of the ledger: a chain of hashes that was rewritten as a whole is found by whoever saw the
//! one before it.

use super::general;
use super::ledger::Story;
use crate::ops::OpError;
use crate::policy::verify::{Code, Finding};
use crate::store::Store;

/// Compares the ledger with every state of it that this clone has seen.
pub fn compare(store: &Store, story: &Story) -> Result<Vec<Finding>, OpError> {
    let name = &store.policy.ledger;
    let mut refs = vec![store.ledger_ref()];
    refs.extend(store.repo.remotes()?.into_iter().map(|remote| format!("refs/remotes/{remote}/{name}")));
    let mut found = Vec::new();
    for name in &refs {
        for seen in store.repo.remembered(name)? {
            if story.holds(seen) || !store.repo.exists(seen)? {
                continue;
            }
            // Another clone may be further than we are.
            if let Some(tip) = story.tip
                && store.repo.is_reached(tip, seen)?
            {
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
