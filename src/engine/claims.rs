//! What an event claims, computed again from history: who wrote the promoted values, since when they are in the source,
//! and whether the source ever held them. Commands that act and `verify` use the same computation, so that an event that
//! leaves something out changes nothing.

use super::OpError;
use super::authors::{authors, authors_count};
use super::soak;
use super::source_commit::source_commit;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::{EventKind, Person, Plan};

/// Replaces the claims of an open promotion's events by what history says: the authors of its values and the time since
/// which they are in the source, where the target's rules depend on them. Of claims and history, the stricter counts.
///
/// # Errors
/// Where history cannot be read, as in a shallow clone; where the plan does not come from its source.
pub(crate) fn recompute(store: &Store, entry: &mut LedgerEntry) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    // Without the environment there is no such edge; the gate refuses it.
    let Some(source) = store.policy.environment(&promotion.source) else { return Ok(()) };
    if store.policy.environment(&promotion.target).is_none() {
        return Ok(());
    }
    let held = match source_commit(store, &promotion.source, &promotion.plan)? {
        Ok(commit) => commit,
        Err(why) => return Err(OpError::NotFromSource { id: promotion.called(), why }),
    };
    let counted = authors_count(store, &promotion.target)?;
    let soaks = soak::required_soak(store, &promotion.source, &promotion.target).is_some();
    if !counted && !soaks {
        return Ok(());
    }
    let source = store.side_at(source, held, &[])?;
    let plan = Plan { source_commit: held, ..promotion.plan.clone() };
    if counted {
        let found = authors(store, &source, &promotion.target, &plan)?;
        let claimed = std::mem::take(&mut entry.state.authors);
        entry.state.authors = Person::distinct(claimed.into_iter().chain(found));
    }
    let planned = |event: &&promote_core::promotion::Event| {
        matches!(event.what, EventKind::Created { .. } | EventKind::Refreshed { .. })
    };
    if let Some(planned) = entry.events.iter().rfind(planned).filter(|_| soaks) {
        let found = soak::in_source_since(store, &source, &promotion.target, &plan, planned.at)?;
        // A plan of a time without this rule claims nothing.
        entry.state.since = entry.state.since.and_then(|claimed| found.map(|found| found.max(claimed)));
    }
    Ok(())
}
