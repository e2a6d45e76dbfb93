//! Checks a plan against the current policy, where `promote.yaml` has changed since the plan was made: the planned and
//! approved changes must still be the ones to be written.

use super::OpError;
use super::apply::FileEdit;
use super::translation;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::keys::{KeyPrefixes, Side};
use promote_core::env::secrets::{NO_BLOB, Redactor, masks_no_more};
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{EventKind, Promotion};

/// Refuses a plan whose target is on another branch now, whose files are no longer configuration of the target, or whose
/// keys are now owned by the target.
///
/// # Errors
/// The first such difference; where git cannot be read.
pub(crate) fn check(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    edits: &[FileEdit<'_>],
) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    let changed = |what: String| Err(OpError::PolicyChanged { id: promotion.called(), what });
    // A masked value must still be a secret, or approvers did not see what they approved.
    if let Some(change) = hidden(edits) {
        return changed(format!("{} is no longer a secret", change.address()));
    }
    if let Some(what) = misplaced(store, promotion, target)? {
        return changed(what);
    }
    let planned =
        entry.events.iter().rfind(|e| matches!(e.what, EventKind::Created { .. } | EventKind::Refreshed { .. }));
    let planned = planned.filter(|event| event.policy != store.policy_commit);
    if let Some(why) = translation::mismatch(store, promotion, edits) {
        return if planned.is_some() {
            changed(why)
        } else {
            Err(OpError::NotFromSource { id: promotion.called(), why })
        };
    }
    let Some(planned) = planned else { return Ok(()) };
    let Some(policy) = store.policy_at(planned.policy)? else { return Ok(()) };
    if let Some(environment) = policy.environment(&promotion.target)
        && store.branch_of(environment) != target.branch
    {
        let was = store.branch_of(environment);
        return changed(format!("{} is now on branch {}, not on {was}", target.name, target.branch));
    }
    fits(store, promotion, target, edits)?.map_or(Ok(()), changed)
}

/// The first file or key that the policy of a store does not give to the target.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn fits(
    store: &Store,
    promotion: &Promotion,
    target: &EnvSnapshot,
    edits: &[FileEdit<'_>],
) -> Result<Option<String>, OpError> {
    if let Some(what) = misplaced(store, promotion, target)? {
        return Ok(Some(what));
    }
    for file in &promotion.plan.files {
        if let Some(change) = promotion.plan.changes.iter().find(|c| c.file == file.file && moved(file, c, target)) {
            return Ok(Some(format!("{} is no longer configuration of {}", change.address(), target.name)));
        }
    }
    let keep = store.policy.environment(&target.name).map(|e| e.keep.clone()).unwrap_or_default();
    if let Some(change) = hidden(edits) {
        return Ok(Some(format!("the plan masks {}, which is not a secret", change.address())));
    }
    if let Some(what) = translation::mismatch(store, promotion, edits) {
        return Ok(Some(what));
    }
    for edit in edits {
        let names = edit.pair.names();
        let is_own = |change: &&&Change| {
            let key = names.spellings(&change.key);
            !change.own && keep.iter().any(|p| names.match_config(p, change.document.as_deref(), &key))
        };
        if let Some(change) = edit.changes.iter().find(is_own) {
            return Ok(Some(format!("{} is now owned by {} (keep)", change.address(), target.name)));
        }
    }
    Ok(None)
}

/// The first file of a plan that is not the target's.
fn misplaced(store: &Store, promotion: &Promotion, target: &EnvSnapshot) -> Result<Option<String>, OpError> {
    let placed = |file: &&PlanFile| target.matcher.names(&file.target_path).contains(&file.file);
    let Some(file) = promotion.plan.files.iter().find(|file| !placed(file)) else { return Ok(None) };
    Ok(Some(match store.other_owner(target, &file.target_path)? {
        Some(owner) => format!("{} belongs to {owner}", file.target_path),
        None => format!("{} is no longer configuration of {}", file.target_path, target.name),
    }))
}

/// The first change with a masked value that is not a secret.
fn hidden<'a>(edits: &'a [FileEdit<'a>]) -> Option<&'a Change> {
    edits.iter().find_map(|edit| {
        let names = edit.pair.names();
        let redactor = Redactor::of(&names, edit.rules);
        let shows = |redacted: &Option<SpelledValue>, real: &Option<SpelledValue>, change: &Change| {
            redacted.as_ref().zip(real.as_ref()).is_none_or(|(redacted, real)| {
                let masked = redactor.spelled(change.document.as_deref(), &change.key, real, NO_BLOB);
                masks_no_more(&redacted.value, &masked.value)
            })
        };
        let of = |(redacted, real): &(&&'a Change, &&'a Change)| {
            redacted.is_masked()
                && !(shows(&redacted.source, &real.source, redacted) && shows(&redacted.target, &real.target, redacted))
        };
        edit.redacted.iter().zip(&edit.changes).find(of).map(|(redacted, _)| *redacted)
    })
}

/// Whether the current templates put a key at another place in the file, or nowhere.
fn moved(file: &PlanFile, change: &Change, target: &EnvSnapshot) -> bool {
    let accepted = target.matcher.accepted(&file.target_path);
    let Some((_, accepted)) = accepted.iter().find(|(name, _)| *name == file.file) else { return true };
    let (now, then) = (target.matcher.keys(&target.matcher, &accepted.claims), file.keys());
    let real = |keys: &KeyPrefixes| keys.real(&change.key, Side::Target);
    now.is_empty() != then.is_empty() || real(&now) != real(&then)
}
