//! A plan under today's rules, where `promote.yaml` has changed since it was made: what it was planned
//! and approved for must still be what would be written.

use super::OpError;
use super::carry::Job;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::keys::{KeyPrefixes, Side};
use promote_core::env::secrets::{NO_BLOB, Redactor, masks_no_more};
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{EventKind, Promotion};

/// Refuses a plan for a target that lives elsewhere now, for files that are not the target's
/// configuration any more, and for keys that have become its own.
///
/// # Errors
/// The first of these; where git cannot be read.
pub(super) fn check(store: &Store, entry: &LedgerEntry, target: &EnvSnapshot, jobs: &[Job<'_>]) -> Result<(), OpError> {
    let promotion = &entry.promotion;
    let changed = |what: String| Err(OpError::PolicyChanged { id: promotion.id, what });
    // Whatever nobody was shown must be a secret still: a plan hides nothing else.
    if let Some(change) = hidden(store, jobs) {
        return changed(format!("{} is no secret any more", change.address()));
    }
    let planned =
        entry.events.iter().rfind(|e| matches!(e.what, EventKind::Created { .. } | EventKind::Refreshed { .. }));
    let Some(planned) = planned.filter(|event| event.policy != store.policy_commit) else { return Ok(()) };
    let Some(policy) = store.policy_at(planned.policy)? else { return Ok(()) };
    if let Some(environment) = policy.environment(&promotion.target)
        && store.branch_of(environment) != target.branch
    {
        let was = store.branch_of(environment);
        return changed(format!("{} lives on {} now, not on {was}", target.name, target.branch));
    }
    fits(store, promotion, target, jobs).or_else(changed)
}

/// Whether a plan fits the rules of a store; why it does not.
///
/// # Errors
/// The first file or key that the rules do not give to the target.
pub(super) fn fits(store: &Store, promotion: &Promotion, target: &EnvSnapshot, jobs: &[Job<'_>]) -> Result<(), String> {
    let placed = |path: &str, file: &String| target.matcher.names(path).contains(file);
    if let Some(file) = promotion.plan.files.iter().find(|f| !placed(&f.target_path, &f.file)) {
        return Err(format!("{} is no configuration of {} any more", file.target_path, target.name));
    }
    for file in &promotion.plan.files {
        if let Some(change) = promotion.plan.changes.iter().find(|c| c.file == file.file && moved(file, c, target)) {
            return Err(format!("{} is no configuration of {} any more", change.address(), target.name));
        }
    }
    let keep = store.policy.environment(&target.name).map(|e| e.keep.clone()).unwrap_or_default();
    if let Some(change) = hidden(store, jobs) {
        return Err(format!("it hides {}, which is no secret", change.address()));
    }
    for job in jobs {
        let names = job.pair.names();
        let is_own = |change: &&&Change| {
            let key = names.spellings(&change.key);
            !change.own && keep.iter().any(|p| names.match_config(p, change.document.as_deref(), &key))
        };
        if let Some(change) = job.changes.iter().find(is_own) {
            return Err(format!("{} is {}'s own key (keep) now", change.address(), target.name));
        }
    }
    Ok(())
}

/// The first change of which something is hidden that is no secret.
fn hidden<'a>(store: &Store, jobs: &'a [Job<'a>]) -> Option<&'a Change> {
    jobs.iter().find_map(|job| {
        let names = job.pair.names();
        let veil = Redactor::of(&names, &store.rules);
        let shows = |told: &Option<SpelledValue>, real: &Option<SpelledValue>, change: &Change| {
            told.as_ref().zip(real.as_ref()).is_none_or(|(told, real)| {
                let veiled = veil.spelled(change.document.as_deref(), &change.key, real, NO_BLOB);
                masks_no_more(&told.value, &veiled.value)
            })
        };
        let of = |(told, real): &(&&'a Change, &&'a Change)| {
            told.is_masked() && !(shows(&told.source, &real.source, told) && shows(&told.target, &real.target, told))
        };
        job.told.iter().zip(&job.changes).find(of).map(|(told, _)| *told)
    })
}

/// Whether the templates of today would give a key another place in the file, or none.
fn moved(file: &PlanFile, change: &Change, target: &EnvSnapshot) -> bool {
    let accepted = target.matcher.accepted(&file.target_path);
    let Some((_, accepted)) = accepted.iter().find(|(name, _)| *name == file.file) else { return true };
    let (now, then) = (target.matcher.keys(&target.matcher, &accepted.claims), file.keys());
    let real = |keys: &KeyPrefixes| keys.real(&change.key, Side::Target);
    now.is_empty() != then.is_empty() || real(&now) != real(&then)
}
