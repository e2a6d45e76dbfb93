//! `rollback`: reverts exactly one promotion, or some of its keys, and keeps later changes.
//!
//! The inverse changes are applied to the current target; their text comes from the target before the promotion. A key
//! that changed after the promotion is a conflict, reported with the commit that changed it.

use std::borrow::Cow;

use crate::engine::OpError;
use crate::engine::apply::apply_edits;
use crate::engine::checkouts::{BranchMove, hold_checkouts};
use crate::engine::context::{Actor, Context};
use crate::engine::execution::{self, WriteOutcome};
use crate::engine::hold_event::set_hold;
use crate::engine::invert::inverse_edits;
use crate::engine::promotion_commit::promotion_commit;
use crate::engine::recover;
use crate::engine::rollback_conflicts::conflicts;
use crate::engine::rollback_fits;
use crate::engine::rollback_scope::{RollbackKeys, changes_to_revert};
use crate::engine::secrets::{UnmaskedPlan, redacted_changes};
use crate::engine::step::{refuse_newer_rules, require_step};
use crate::engine::transact::{Appended, Attempt, Decided, Decision, decide_with_lock};
use crate::engine::view::{PromotionView, view, view_after};
use crate::engine::whole_lines::of_changes;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::env::change::{Change, UnitKind};
use promote_core::policy::gate::{self, WindowStatus};
use promote_core::promotion::state::Execution;
use promote_core::promotion::{Action, EventKind, Hold, HoldKind, message};
use promote_git::{Commit, Expected, RefUpdate};
use promote_model::ObjectId;

/// The report of `rollback`.
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
    /// The reverted changes.
    pub(crate) changes: Vec<Change>,
    /// The outcome.
    pub(crate) outcome: WriteOutcome,
    /// The hold on its keys, where that was asked for.
    pub(crate) hold: Option<Hold>,
    /// The roots of updated working trees.
    pub(crate) followed: Vec<String>,
}

/// The arguments of `rollback`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RollbackRequest<'a> {
    /// Patterns of the keys to roll back; with no pattern and no id, all of them.
    pub(crate) keys: &'a [String],
    /// The ids of keys to roll back.
    pub(crate) ids: &'a [String],
    /// The reason.
    pub(crate) reason: &'a str,
    /// Whether a window or a freeze is overridden.
    pub(crate) overriding: bool,
    /// Whether the keys are put on hold.
    pub(crate) hold: bool,
}

/// Rolls a promotion back, or the keys of it that the request selects.
///
/// # Errors
/// Where the promotion was not executed, a pattern matches none of its keys, a key changed after the promotion, a checkout
/// has conflicting local changes, or git refuses.
pub(crate) fn rollback(context: &Context, id: &str, request: RollbackRequest<'_>) -> Result<RolledBack, OpError> {
    let selected = RollbackKeys::parse(request.keys, request.ids)?;
    let RollbackRequest { reason, hold, .. } = request;
    let decided = decide_with_lock(context, "rollback", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        if entry.state.executed.is_none() {
            require_step(store, &entry, Action::Rollback)?;
        }
        refuse_newer_rules(store, &entry)?;
        if let Some(request) = context.caller.as_ref().and_then(|caller| caller.request.as_ref()) {
            // The same request finds its keys reverted already; another one must not have its key.
            for event in entry.events.iter().filter(|event| matches!(event.what, EventKind::RolledBack { .. })) {
                request.is_of(store, &actor.person, event)?;
            }
        }
        let target = store.side(&entry.promotion.target, &[])?;
        let overriding = overrides_hours(store, actor, &entry, request.overriding)?;
        if let Some((commit, taken)) = recover::find_rollback(store, &entry, &target)? {
            let rollback = Rollback { entry, target, reason, overriding, hold };
            return rollback.complete(attempt, &commit, &taken);
        }
        let wanted = changes_to_revert(&entry, &selected)?;
        if wanted.is_empty() {
            return already_rolled_back(store, entry, &target, &selected).map(Decision::Nothing);
        }
        Rollback { entry, target, reason, overriding, hold }.write(attempt, &wanted)
    })?;
    let Decided { report: (mut report, moved), store, followed, lock } = decided;
    report.followed = execution::followed(context, &store, followed, &moved, report.outcome)?;
    // The recorded commit may revert only some of the requested keys.
    if report.outcome == WriteOutcome::Completed && !report.view.state.rolled_back && !context.dry_run {
        drop(lock);
        return rollback(context, id, request);
    }
    Ok(report)
}

/// A rollback of a promotion.
struct Rollback<'a> {
    entry: LedgerEntry,
    target: EnvSnapshot,
    reason: &'a str,
    /// Whether a window or a freeze is overridden.
    overriding: bool,
    /// Whether its keys are put on hold.
    hold: bool,
}

/// A rollback commit to be written.
struct RollbackCommit {
    commit: ObjectId,
    title: String,
    /// The reverted changes, with secrets masked.
    changes: Vec<Change>,
}

impl Rollback<'_> {
    /// Writes the rollback commit and the event.
    fn write(
        self,
        attempt: &mut Attempt<'_>,
        wanted: &[Change],
    ) -> Result<Decision<(RolledBack, BranchMove)>, OpError> {
        let made = self.commit(attempt, wanted)?;
        let moved = BranchMove { branch: self.target.branch.clone(), old: self.target.commit, new: made.commit };
        attempt.held = Some(hold_checkouts(attempt.context, attempt.store, &moved)?);
        let keys = wanted.iter().map(Change::address).collect();
        let (ledger, after) = self.append(attempt, made.commit, keys)?;
        let (ledger, hold) = self.held(attempt, ledger, wanted)?;
        let name = format!("refs/heads/{}", moved.branch);
        let updates = vec![RefUpdate { name, old: Expected::Is(moved.old), new: Some(moved.new) }];
        let dry_run = attempt.context.dry_run;
        let view = view_after(attempt.store, self.entry.promotion, after)?;
        let lines = of_changes(attempt.store, &view.promotion.plan, &made.changes)?;
        let report = RolledBack {
            view: PromotionView { lines, ..view },
            commit: made.commit,
            title: made.title,
            branch: moved.branch.clone(),
            changes: made.changes,
            outcome: if dry_run { WriteOutcome::WouldApply } else { WriteOutcome::Applied },
            hold,
            followed: Vec::new(),
        };
        Ok(Decision::Write { ledger, updates, report: (report, moved) })
    }

    /// Makes the rollback commit on top of the current target.
    fn commit(&self, attempt: &mut Attempt<'_>, wanted: &[Change]) -> Result<RollbackCommit, OpError> {
        let (store, entry, target) = (attempt.store, &self.entry, &self.target);
        let promotion = &entry.promotion;
        if let Some(why) = rollback_fits::unfit(store, entry, target, wanted)? {
            return Err(OpError::RollbackUnfit { id: promotion.called(), why });
        }
        let (commit, before) = promotion_commit(store, entry, target)?;
        let plan = &promotion.plan;
        let inverted = UnmaskedPlan::of(store, plan, Cow::Borrowed(wanted))?.inverted();
        let (edits, exact) = inverse_edits(store, entry, &commit, before.tree, target, &inverted)?;
        let touched = conflicts(store, entry, (&commit, target), &edits, inverted.redacted())?;
        if !touched.is_empty() {
            return Err(OpError::RollbackConflict { id: promotion.called(), target: target.name.clone(), touched });
        }
        let mut paths = apply_edits(&mut attempt.batch, &edits, false)?;
        paths.extend(exact);
        let tree = attempt.batch.splice(Some(target.tree), &paths)?;
        let part = if wanted.len() == plan.changes.len() { &[][..] } else { wanted };
        let by = self.overriding.then_some(&attempt.actor.person);
        let message = message::reverted(promotion, commit.title(), commit.id, self.reason, part, by);
        let (batch, by) = (&mut attempt.batch, (&attempt.actor.signature, &attempt.actor.committer));
        let new = commits::commit_as(batch, tree, vec![target.commit], by, &message)?;
        let changes = redacted_changes(&store.rules, plan, inverted.redacted());
        Ok(RollbackCommit { commit: new, title: message.title, changes })
    }

    /// Records a rollback that the ledger does not record yet.
    fn complete(
        self,
        attempt: &mut Attempt<'_>,
        commit: &Commit,
        reverted: &[Change],
    ) -> Result<Decision<(RolledBack, BranchMove)>, OpError> {
        let (ledger, after) = self.append(attempt, commit.id, reverted.iter().map(Change::address).collect())?;
        let (ledger, hold) = self.held(attempt, ledger, reverted)?;
        let (store, branch) = (attempt.store, self.target.branch);
        let old = commit.parents.first().copied().unwrap_or(commit.id);
        let moved = BranchMove { branch: branch.clone(), old, new: self.target.commit };
        let changes = redacted_changes(&store.rules, &self.entry.promotion.plan, reverted);
        let report = RolledBack {
            view: view_after(store, self.entry.promotion, after)?,
            commit: commit.id,
            title: commit.title().to_owned(),
            branch,
            changes: changes.iter().map(Change::inverted).collect(),
            outcome: WriteOutcome::Completed,
            hold,
            followed: Vec::new(),
        };
        Ok(Decision::Write { ledger, updates: Vec::new(), report: (report, moved) })
    }

    /// The tip of the ledger after the keys were put on hold, where that was asked for; and the hold.
    fn held(
        &self,
        attempt: &mut Attempt<'_>,
        ledger: ObjectId,
        keys: &[Change],
    ) -> Result<(ObjectId, Option<Hold>), OpError> {
        if !self.hold {
            return Ok((ledger, None));
        }
        let what = HoldKind::HoldSet {
            environment: self.target.name.clone(),
            patterns: keys.iter().map(exact_pattern).collect(),
            reason: self.reason.to_owned(),
            until: None,
            tip: None,
        };
        let (ledger, hold) = set_hold(attempt, Some(ledger), (&self.target.name, what))?;
        Ok((ledger, Some(hold)))
    }

    /// The ledger commit with the event.
    fn append(
        &self,
        attempt: &mut Attempt<'_>,
        commit: ObjectId,
        keys: Vec<String>,
    ) -> Result<(ObjectId, Appended), OpError> {
        let (complete, overriding) = (is_all(&self.entry, &keys), self.overriding);
        let event = EventKind::RolledBack { commit, reason: self.reason.to_owned(), keys, complete, overriding };
        attempt.append(&self.entry.promotion, &self.entry.events, event)
    }
}

/// Refuses a rollback outside a window or during a freeze, where the policy asks for that; true if it is overridden.
fn overrides_hours(store: &Store, actor: &Actor, entry: &LedgerEntry, overriding: bool) -> Result<bool, OpError> {
    let Some(target) = store.policy.environment(&entry.promotion.target).filter(|e| e.rollback_in_windows) else {
        return Ok(false);
    };
    match gate::window_status(
        &store.policy,
        target,
        (store.now, Some(store.clock)),
        overriding.then_some(&actor.person),
    ) {
        WindowStatus::Open => Ok(false),
        WindowStatus::Overridden => Ok(true),
        WindowStatus::Closed(blockers) => Err(OpError::RollbackBlocked { id: entry.promotion.called(), blockers }),
    }
}

/// The pattern that takes exactly the key of a change.
fn exact_pattern(change: &Change) -> String {
    let address = change.address();
    if change.kind == UnitKind::File { format!("{address}:*") } else { address }
}

/// Whether these keys are all that is left to revert.
fn is_all(entry: &LedgerEntry, keys: &[String]) -> bool {
    let undone: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    undone + keys.len() == entry.promotion.plan.changes.len()
}

/// The report where everything was reverted before; only checkouts may be behind.
fn already_rolled_back(
    store: &Store,
    entry: LedgerEntry,
    target: &EnvSnapshot,
    selected: &RollbackKeys,
) -> Result<(RolledBack, BranchMove), OpError> {
    let asked = |c: &&Change| selected.takes(&entry, c);
    let asked: Vec<String> = entry.promotion.plan.changes.iter().filter(asked).map(Change::address).collect();
    let did = |done: &&Execution| done.keys.iter().any(|key| asked.contains(key));
    let id = entry.state.rollbacks.iter().rfind(did).map_or(target.commit, |done| done.commit);
    let commit = store.repo.read_commit(id)?;
    let undo = BranchMove {
        branch: target.branch.clone(),
        old: commit.parents.first().copied().unwrap_or(id),
        new: target.commit,
    };
    let report = RolledBack {
        view: view(store, entry),
        commit: id,
        title: commit.title().to_owned(),
        branch: target.branch.clone(),
        changes: Vec::new(),
        outcome: WriteOutcome::AlreadyDone,
        hold: None,
        followed: Vec::new(),
    };
    Ok((report, undo))
}
