//! `rollback`: exactly one promotion, or some of its keys, taken back; what came later stays.
//!
//! The promotion's changes, inverted, are carried out on the target as it is now; their text comes
//! from the target as it was before the promotion. A key that is no longer what was promoted is a
//! conflict, named with the commit that changed it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::OpError;
use super::carry::{Job, Paths, carry, file_at, pair_for, stale};
use super::compare::parse_patterns;
use super::context::{Actor, Context};
use super::decide::{Decision, append, decide_in};
use super::execute::Outcome;
use super::follow::{Move, precheck, settle};
use super::history::promotion_commit;
use super::landed;
use super::secrets::{UnmaskedPlan, told};
use super::show::{PromotionView, view, view_after};
use super::taken_back::{matches, promoted_again, taken_back};
use super::validate::legal;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::env::change::Change;
use promote_core::policy::gate::{self, WindowStatus};
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::state::Execution;
use promote_core::promotion::{Action, EventKind, message};
use promote_git::{Batch, Commit, EntryMode, Expected, RefUpdate};
use promote_model::{ObjectId, Pattern};

/// What came of it.
#[derive(Debug)]
pub(crate) struct RolledBack {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The rollback commit.
    pub(crate) commit: ObjectId,
    /// Its title.
    pub(crate) title: String,
    /// The target's branch.
    pub(crate) branch: String,
    /// What was taken back.
    pub(crate) changes: Vec<Change>,
    /// How it stands.
    pub(crate) outcome: Outcome,
    /// The working trees that followed, by their roots.
    pub(crate) followed: Vec<String>,
}

/// Rolls a promotion back; with `keys` only the configs that they match.
///
/// # Errors
/// Where it was not executed, a pattern matches nothing of it, a key was changed since, a checkout has
/// changes in the way, or git refuses.
pub(crate) fn rollback(
    context: &Context,
    id: &str,
    keys: &[String],
    reason: &str,
    overriding: bool,
) -> Result<RolledBack, OpError> {
    let patterns = parse_patterns(keys)?;
    let decided = decide_in(context, "rollback", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        if entry.state.executed.is_none() {
            legal(store, &entry, Action::Rollback)?;
        }
        let target = store.side(&entry.promotion.target, &[])?;
        let overridden = in_time(store, actor, &entry, overriding)?;
        if let Some((commit, taken)) = landed::rolled_back(store, &entry, &target)? {
            return complete(store, actor, batch, entry, &target, (&commit, taken), reason, overridden);
        }
        let wanted = taken_back(&entry, &patterns)?;
        if wanted.is_empty() {
            return again(store, entry, &target, &patterns).map(Decision::Nothing);
        }
        write(context, store, actor, batch, entry, &target, &wanted, reason, overridden)
    })?;
    let (mut report, moved) = decided.report;
    report.followed = settle(context, &decided.store, &moved, report.outcome == Outcome::AlreadyDone)?;
    // What was found was perhaps not all that is asked for.
    if report.outcome == Outcome::Completed && !report.view.state.rolled_back && !context.dry_run {
        drop(decided.turn);
        return rollback(context, id, keys, reason, overriding);
    }
    Ok(report)
}

#[allow(clippy::too_many_arguments, reason = "each is a different thing, and they come from one place")]
fn write(
    context: &Context,
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    wanted: &[Change],
    reason: &str,
    overriding: bool,
) -> Result<Decision<(RolledBack, Move)>, OpError> {
    let promotion = &entry.promotion;
    let (commit, before) = promotion_commit(store, &entry, target)?;
    let plan = &promotion.plan;
    let inverted = UnmaskedPlan::of(&store.repo, &store.rules, plan, Cow::Borrowed(wanted))?.inverted();
    let (jobs, exact) = inverse_jobs(store, &entry, &commit, before.tree, target, &inverted)?;
    let mut touched = stale(&store.repo, &store.rules, &jobs, commit.id, target.commit)?;
    for again in promoted_again(store, &entry, target.commit, inverted.told())? {
        if !touched.iter().any(|t| t.change.file == again.change.file && t.change.place() == again.change.place()) {
            touched.push(again);
        }
    }
    if !touched.is_empty() {
        return Err(OpError::RollbackConflict { id: promotion.id, target: target.name.clone(), touched });
    }
    let mut paths = carry(batch, &jobs, false, &store.rules)?;
    paths.extend(exact);
    let tree = batch.splice(Some(target.tree), &paths)?;
    let keys: Vec<String> = wanted.iter().map(Change::address).collect();
    let complete = is_all(&entry, &keys);
    let part = if keys.len() == promotion.plan.changes.len() { &[][..] } else { keys.as_slice() };
    let words =
        message::reverted(promotion, commit.title(), commit.id, reason, part, overriding.then_some(&actor.person));
    let new = commits::commit(batch, tree, vec![target.commit], &actor.signature, &words)?;
    let undo = Move { branch: target.branch.clone(), old: target.commit, new };
    precheck(context, store, &undo)?;
    let what = EventKind::RolledBack { commit: new, reason: reason.to_owned(), keys, complete, overriding };
    let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
    let view = view_after(store, entry.promotion, after)?;
    let name = format!("refs/heads/{}", target.branch);
    let updates = vec![RefUpdate { name, old: Expected::Is(target.commit), new: Some(new) }];
    let outcome = if context.dry_run { Outcome::WouldApply } else { Outcome::Applied };
    let report = RolledBack {
        commit: new,
        title: words.title,
        branch: target.branch.clone(),
        changes: told(&store.rules, &view.promotion.plan, inverted.told()),
        view,
        outcome,
        followed: Vec::new(),
    };
    Ok(Decision::Write { ledger, updates, report: (report, undo) })
}

/// The inverted changes as jobs. A file that nobody touched since the promotion, and of which all is
/// taken back, gets its old bytes back exactly: no edit is needed.
pub(super) fn inverse_jobs<'a>(
    store: &Store,
    entry: &'a LedgerEntry,
    commit: &Commit,
    before: ObjectId,
    target: &EnvSnapshot,
    inverted: &'a UnmaskedPlan<'a>,
) -> Result<(Vec<Job<'a>>, Paths), OpError> {
    let repo = &store.repo;
    let mut by_file = inverted.by_file();
    let mut planned: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &entry.promotion.plan.changes {
        *planned.entry(&change.file).or_default() += 1;
    }
    let (mut jobs, mut exact) = (Vec::new(), Paths::new());
    for file in &entry.promotion.plan.files {
        let Some((changes, told)) = by_file.remove(file.file.as_str()) else { continue };
        let all = planned.get(file.file.as_str()) == Some(&changes.len());
        let at = |tree: ObjectId| repo.find_path(tree, file.target_path.as_bytes());
        let same = at(commit.tree)?.map(|e| (e.mode, e.oid)) == at(target.tree)?.map(|e| (e.mode, e.oid));
        if all && same {
            let old =
                at(before)?.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None });
            exact.insert(file.target_path.clone().into_bytes(), old);
            continue;
        }
        jobs.push(Job { told, ..job(store, file, before, target, changes)? });
    }
    Ok((jobs, exact))
}

fn job<'a>(
    store: &Store,
    file: &'a PlanFile,
    before: ObjectId,
    target: &EnvSnapshot,
    changes: Vec<&'a Change>,
) -> Result<Job<'a>, OpError> {
    let (old, now) = (file_at(&store.repo, before, file)?, file_at(&store.repo, target.tree, file)?);
    // Both are the target's.
    let keys = file.keys().of_target();
    Ok(Job { pair: pair_for(file, old, now, &changes).with_keys(keys), told: changes.clone(), changes, file })
}

/// Whether it keeps to windows and freezes, where the target's rules ask for that; true where they are overridden.
fn in_time(store: &Store, actor: &Actor, entry: &LedgerEntry, overriding: bool) -> Result<bool, OpError> {
    let Some(target) = store.policy.environment(&entry.promotion.target).filter(|e| e.rollback_in_windows) else {
        return Ok(false);
    };
    match gate::window_status(&store.policy, target, store.now, overriding.then_some(&actor.person)) {
        WindowStatus::Open => Ok(false),
        WindowStatus::Overridden => Ok(true),
        WindowStatus::Closed(blockers) => Err(OpError::NoRollback { id: entry.promotion.id, blockers }),
    }
}

/// Records a rollback that the ledger does not know.
#[allow(clippy::too_many_arguments, reason = "each is a different thing, and they come from one place")]
fn complete(
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    (commit, taken): (&Commit, Vec<Change>),
    reason: &str,
    overriding: bool,
) -> Result<Decision<(RolledBack, Move)>, OpError> {
    let keys: Vec<String> = taken.iter().map(Change::address).collect();
    let complete = is_all(&entry, &keys);
    let what = EventKind::RolledBack { commit: commit.id, reason: reason.to_owned(), keys, complete, overriding };
    let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
    let undo = Move {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(commit.id),
        new: target.commit,
    };
    let changes = told(&store.rules, &entry.promotion.plan, &taken).iter().map(Change::inverted).collect();
    let report = RolledBack {
        view: view_after(store, entry.promotion, after)?,
        commit: commit.id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        changes,
        outcome: Outcome::Completed,
        followed: Vec::new(),
    };
    Ok(Decision::Write { ledger, updates: Vec::new(), report: (report, undo) })
}

/// Whether nothing of the promotion is left once these keys are taken back, too.
fn is_all(entry: &LedgerEntry, keys: &[String]) -> bool {
    let undone: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    undone + keys.len() == entry.promotion.plan.changes.len()
}

/// Nothing is left to take back: only checkouts may be behind.
fn again(
    store: &Store,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    patterns: &[Pattern],
) -> Result<(RolledBack, Move), OpError> {
    let asked = |c: &&Change| patterns.is_empty() || patterns.iter().any(|p| matches(&entry, p, c));
    let asked: Vec<String> = entry.promotion.plan.changes.iter().filter(asked).map(Change::address).collect();
    let did = |done: &&Execution| done.keys.iter().any(|key| asked.contains(key));
    let id = entry.state.rollbacks.iter().rfind(did).map_or(target.commit, |done| done.commit);
    let commit = store.repo.read_commit(id)?;
    let undo =
        Move { branch: target.branch.clone(), old: commit.parents.first().copied().unwrap_or(id), new: target.commit };
    let report = RolledBack {
        view: view(store, entry),
        commit: id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        changes: Vec::new(),
        outcome: Outcome::AlreadyDone,
        followed: Vec::new(),
    };
    Ok((report, undo))
}
