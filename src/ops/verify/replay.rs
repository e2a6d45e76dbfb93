//! Applies a promotion or a rollback again to the parent of its commit, and compares the result with the commit.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::difference::{Difference, difference};
use super::policies::{Policies, PolicyInForce};
use crate::engine::OpError;
use crate::engine::apply::{FileEdit, TreeEdits, apply_edits, file_edits};
use crate::engine::invert::inverse_edits;
use crate::engine::promotion_commit::after_rebase;
use crate::engine::revalidate;
use crate::engine::rollback_fits;
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::touched::Touched;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, Op};
use promote_core::env::rulebook::UnknownRules;
use promote_core::policy::verify::{CommitProof, RecordedCommit};
use promote_core::promotion::event::EventKind;
use promote_core::promotion::{Event, PromotionType};
use promote_git::{Batch, Commit};
use promote_model::ObjectId;
use promote_model::text::visible;

/// Compares a commit with the promotion or rollback that its event records.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn prove(
    rules: &PolicyInForce,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    event: &Event,
    commit: ObjectId,
) -> Result<CommitProof, OpError> {
    let held = rules.store.rulebook.held(entry.promotion.plan.rules);
    if let Err(newer @ UnknownRules::Newer { .. }) = held {
        return Ok(CommitProof::NewerRules(newer.to_string()));
    }
    let Some(difference) = compare(&rules.store, side, entry, event, commit)? else { return Ok(CommitProof::Exact) };
    Ok(match (difference, held) {
        (Difference::Plain(what), _) | (Difference::Keys(what), Ok(_)) => CommitProof::Other(what),
        (Difference::Bytes(what), Ok(_)) => CommitProof::OtherBytes(what),
        (Difference::Keys(what) | Difference::Bytes(what), Err(older)) => {
            CommitProof::OlderRules(format!("{older}; by the rules of today, {what}"))
        }
    })
}

/// The difference between a commit and what its event records; `None` if they agree.
fn compare(
    store: &Store,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    event: &Event,
    commit: ObjectId,
) -> Result<Option<Difference>, OpError> {
    let commit = store.repo.read_commit(commit)?;
    let Some(parent) = commit.parents.first() else { return Ok(Some(plain("the commit has no parent"))) };
    let parent = store.repo.read_commit(*parent)?;
    let mut batch = store.repo.batch();
    let expected = match &event.what {
        EventKind::RolledBack { keys, complete, .. } => {
            rolled_back(store, side, entry, &mut batch, &parent, keys, *complete)?
        }
        _ => promoted(store, side, entry, &mut batch, &parent)?,
    };
    let tree = match expected {
        Ok(paths) => batch.splice(Some(parent.tree), &paths),
        Err(difference) => return Ok(Some(difference)),
    };
    match tree {
        Ok(tree) if tree == commit.tree => Ok(None),
        Ok(tree) => difference(store, entry, &parent, tree, &commit),
        Err(error) => Ok(Some(Difference::Keys(error.to_string()))),
    }
}

/// Whether a commit changes its parent exactly as another one did that the ledger records: what a rebase makes of it.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn replaces(
    store: &Store,
    policies: &Policies,
    done: &RecordedCommit,
    commit: &Commit,
) -> Result<bool, OpError> {
    let Some(before) = store.repo.read_commit(done.link)?.parents.first().copied() else { return Ok(false) };
    let (after, entry) = (store.ledger_at(done.link)?.promotion(done.id), store.ledger_at(before)?.promotion(done.id));
    let (Ok(Some(after)), Ok(Some(entry))) = (after, entry) else {
        return Ok(false);
    };
    let Some(event) = after.events.last() else { return Ok(false) };
    // The commit of the rules may be gone after the same rebase.
    let ruling = match store.repo.exists(event.policy)? {
        true => Some(event.policy),
        false => policies
            .version_named(store, (event.policy, event.rules), None)?
            .and_then(|version| policies.commit_of(version)),
    };
    let Some(rules) = ruling.map(|commit| policies.under(store, commit)).transpose()?.flatten() else {
        return Ok(false);
    };
    let Some(side) = rules.side(&entry.promotion.target)? else { return Ok(false) };
    Ok(matches!(prove(&rules, &side, &entry, event, commit.id)?, CommitProof::Exact))
}

fn plain(what: impl Into<String>) -> Difference {
    Difference::Plain(what.into())
}

/// Whether a commit is exactly what an open promotion would write.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn matches_plan(
    rules: &PolicyInForce,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    commit: &Commit,
) -> Result<bool, OpError> {
    let Some(parent) = commit.parents.first() else { return Ok(false) };
    let parent = rules.store.repo.read_commit(*parent)?;
    let mut batch = rules.store.repo.batch();
    let Ok(paths) = promoted(&rules.store, side, entry, &mut batch, &parent)? else { return Ok(false) };
    Ok(batch.splice(Some(parent.tree), &paths).is_ok_and(|tree| tree == commit.tree))
}

/// The files that the plan changes in the target, or the reason why it cannot be applied.
fn promoted(
    store: &Store,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    batch: &mut Batch<'_>,
    parent: &Commit,
) -> Result<Result<TreeEdits, Difference>, OpError> {
    let plan = &entry.promotion.plan;
    let opened = UnmaskedPlan::plan(store, plan)?;
    let edits = file_edits(&store.repo, plan, &opened, parent.id)?;
    if let Some(why) = revalidate::fits(store, &entry.promotion, side, &edits)? {
        return Ok(Err(plain(format!("the plan does not fit the policy: {why}"))));
    }
    // Only a new file may bring keys that are owned by the target.
    if let Some(change) = plan.changes.iter().find(|change| change.own && change.op != Op::Added) {
        let what = format!("the plan changes {}, which is owned by {} (keep)", change.address(), side.name);
        return Ok(Err(plain(what)));
    }
    if let Some(touched) = first_touched(&edits) {
        return Ok(Err(Difference::Keys(format!("the plan was stale: {}", touched.message()))));
    }
    let whole = entry.promotion.request.promotion_type == PromotionType::Full;
    Ok(apply_edits(batch, &edits, whole).map_err(|e| Difference::Keys(format!("the plan cannot be applied: {e}"))))
}

fn first_touched(edits: &[FileEdit<'_>]) -> Option<Touched> {
    edits.iter().find_map(|edit| edit.touched().into_iter().next())
}

/// The files that the rollback changes in the target, or the reason why it cannot be applied.
fn rolled_back(
    store: &Store,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    batch: &mut Batch<'_>,
    parent: &Commit,
    keys: &[String],
    complete: bool,
) -> Result<Result<TreeEdits, Difference>, OpError> {
    let plan = &entry.promotion.plan;
    let undone = |address: &String| entry.state.rollbacks.iter().any(|r| r.keys.contains(address));
    let asked: BTreeSet<&String> = keys.iter().collect();
    if let Some(key) = keys.iter().find(|key| undone(key) || !plan.changes.iter().any(|c| c.address() == **key)) {
        let key = visible(key);
        let what =
            format!("the rollback reverts {key}, which the promotion did not change or which is already reverted");
        return Ok(Err(plain(what)));
    }
    let wanted: Vec<Change> = plan.changes.iter().filter(|c| asked.contains(&c.address())).cloned().collect();
    let before: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    if wanted.is_empty() || complete != (before + wanted.len() == plan.changes.len()) {
        return Ok(Err(plain("the list of reverted keys is inconsistent")));
    }
    let Some(done) = &entry.state.executed else { return Ok(Err(plain("the promotion was never executed"))) };
    let promoted = match store.repo.exists(done.commit)? {
        true => Some(store.repo.read_commit(done.commit)?),
        false => after_rebase(store, entry, parent.id)?,
    };
    let Some(promoted) = promoted else { return Ok(Err(plain("the commit of the promotion is gone"))) };
    let Some(old) = promoted.parents.first() else { return Ok(Err(plain("the promotion commit has no parent"))) };
    let old = store.repo.read_commit(*old)?;
    let now = EnvSnapshot { commit: parent.id, tree: parent.tree, ..side.clone() };
    if let Some(why) = rollback_fits::unfit(store, entry, &now, &wanted)? {
        return Ok(Err(plain(format!("the rollback does not fit the policy: {why}"))));
    }
    let inverted = UnmaskedPlan::of(store, plan, Cow::Owned(wanted))?.inverted();
    let (edits, exact) = inverse_edits(store, entry, &promoted, old.tree, &now, &inverted)?;
    if let Some(touched) = first_touched(&edits) {
        let what = format!("the rollback reverts a key that changed after the promotion: {}", touched.message());
        return Ok(Err(Difference::Keys(what)));
    }
    let mut paths = match apply_edits(batch, &edits, false) {
        Ok(paths) => paths,
        Err(error) => return Ok(Err(Difference::Keys(format!("the rollback cannot be applied: {error}")))),
    };
    paths.extend(exact);
    Ok(Ok(paths))
}
