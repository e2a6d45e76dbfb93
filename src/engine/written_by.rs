//! What wrote a commit of an environment. Trailers and the ledger are claims: a commit is a promotion's if it changes its parent
//! exactly as the plan does, and a rollback's if it reverts exactly what the event names.

use std::sync::Arc;

use jiff::Timestamp;

use super::OpError;
use super::context::Context;
use super::merged::as_recorded;
use super::promotion_commit::{is_left_behind, matches_plan, rules_of_event, writing_event};
use super::recognise::named_promotions;
use super::recover::matches_rollback;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::policy::verify::CommitKind;
use promote_core::promotion::{Event, EventKind, Person, PromotionId, PromotionName};
use promote_git::Commit;

/// What wrote a commit.
#[derive(Debug, Clone)]
pub(crate) enum WrittenBy {
    /// Somebody, without a promotion. The commit names these promotions, and is not what they write.
    Edit(Vec<PromotionName>),
    /// A promotion.
    Promotion(Arc<LedgerEntry>),
    /// The rollback of a promotion.
    Rollback(Arc<LedgerEntry>, RolledBack),
}

/// A rollback.
#[derive(Debug, Clone)]
pub(crate) struct RolledBack {
    /// The reason.
    pub(crate) reason: String,
    /// Who rolled back.
    pub(crate) by: Person,
    /// The time.
    pub(crate) at: Timestamp,
}

/// Finds what wrote a commit.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn written_by(context: &Context, store: &Store, commit: &Commit) -> Result<WrittenBy, OpError> {
    let mut claimed = Vec::new();
    for claim in named_promotions(store, commit)? {
        let Some(id) = PromotionId::read(&claim.id) else { continue };
        // An unreadable promotion is a finding of 'verify'.
        let Ok(Some(entry)) = store.ledger()?.promotion(id) else {
            claimed.push(PromotionName { id, number: None });
            continue;
        };
        let (entry, _) = as_recorded(context, store, entry)?;
        match claim.kind {
            CommitKind::Promotion if is_promotion(store, &entry, commit)? => {
                return Ok(WrittenBy::Promotion(Arc::new(entry)));
            }
            CommitKind::Rollback => {
                if let Some(done) = rollback_of(store, &entry, commit)? {
                    return Ok(WrittenBy::Rollback(Arc::new(entry), done));
                }
            }
            CommitKind::Promotion => {}
        }
        claimed.push(entry.promotion.called());
    }
    Ok(WrittenBy::Edit(claimed))
}

fn is_promotion(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<bool, OpError> {
    let Some(event) = writing_event(store, entry, commit)? else { return Ok(false) };
    let Some(rules) = under(store, event)? else { return Ok(false) };
    matches_plan(&rules, entry, commit)
}

fn rollback_of(store: &Store, entry: &LedgerEntry, commit: &Commit) -> Result<Option<RolledBack>, OpError> {
    for event in &entry.events {
        let EventKind::RolledBack { commit: recorded, reason, keys, .. } = &event.what else { continue };
        if *recorded != commit.id && !is_left_behind(store, entry, *recorded)? {
            continue;
        }
        let Some(rules) = under(store, event)? else { continue };
        let reverted = |change: &&Change| keys.contains(&change.address());
        let taken: Vec<Change> = entry.promotion.plan.changes.iter().filter(reverted).cloned().collect();
        if matches_rollback(&rules, entry, commit, &taken)? {
            return Ok(Some(RolledBack { reason: reason.clone(), by: event.by.clone(), at: event.at }));
        }
    }
    Ok(None)
}

/// The repository under the rules that an event names; `None` where they are gone.
fn under(store: &Store, event: &Event) -> Result<Option<Store>, OpError> {
    let Some(ruling) = rules_of_event(store, event)? else { return Ok(None) };
    Ok(store.under(ruling)?)
}
