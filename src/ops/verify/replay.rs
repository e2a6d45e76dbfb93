//! Applies a promotion or a rollback again to the parent of its commit, and compares the result with the commit.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::policies::{Policies, PolicyInForce};
use crate::engine::OpError;
use crate::engine::apply::{FileEdit, TreeEdits, apply_edits, file_edits};
use crate::engine::invert::inverse_edits;
use crate::engine::revalidate;
use crate::engine::rollback_fits;
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::touched::Touched;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, Op};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::policy::verify::{CommitProof, RecordedCommit};
use promote_core::promotion::event::EventKind;
use promote_core::promotion::plan::PlanFile;
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
    let store = &rules.store;
    let commit = store.repo.read_commit(commit)?;
    let Some(parent) = commit.parents.first() else { return Ok(other("the commit has no parent")) };
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
        Err(why) => return Ok(CommitProof::Other(why)),
    };
    match tree {
        Ok(tree) if tree == commit.tree => Ok(CommitProof::Exact),
        Ok(tree) => difference(store, entry, &parent, tree, &commit),
        Err(error) => Ok(CommitProof::Other(error.to_string())),
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
    let id = done.id.to_string();
    let Some(before) = store.repo.read_commit(done.link)?.parents.first().copied() else { return Ok(false) };
    let (Ok(after), Ok(entry)) = (store.ledger_at(done.link)?.find(&id), store.ledger_at(before)?.find(&id)) else {
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

fn other(why: &str) -> CommitProof {
    CommitProof::Other(why.to_owned())
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
) -> Result<Result<TreeEdits, String>, OpError> {
    let plan = &entry.promotion.plan;
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, plan)?;
    let edits = file_edits(&store.repo, plan, &opened, parent.id)?;
    if let Some(why) = revalidate::fits(store, &entry.promotion, side, &edits)? {
        return Ok(Err(format!("the plan does not fit the policy: {why}")));
    }
    // Only a new file may bring keys that are owned by the target.
    if let Some(change) = plan.changes.iter().find(|change| change.own && change.op != Op::Added) {
        return Ok(Err(format!("the plan changes {}, which is owned by {} (keep)", change.address(), side.name)));
    }
    if let Some(touched) = first_touched(store, &edits) {
        return Ok(Err(format!("the plan was stale: {}", touched.message())));
    }
    let whole = entry.promotion.request.promotion_type == PromotionType::Full;
    Ok(apply_edits(batch, &edits, whole, &store.rules).map_err(|e| format!("the plan cannot be applied: {e}")))
}

fn first_touched(store: &Store, edits: &[FileEdit<'_>]) -> Option<Touched> {
    edits.iter().find_map(|edit| edit.touched(&store.rules).into_iter().next())
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
) -> Result<Result<TreeEdits, String>, OpError> {
    let plan = &entry.promotion.plan;
    let undone = |address: &String| entry.state.rollbacks.iter().any(|r| r.keys.contains(address));
    let asked: BTreeSet<&String> = keys.iter().collect();
    if let Some(key) = keys.iter().find(|key| undone(key) || !plan.changes.iter().any(|c| c.address() == **key)) {
        return Ok(Err(format!(
            "the rollback reverts {}, which the promotion did not change or which is already reverted",
            visible(key)
        )));
    }
    let wanted: Vec<Change> = plan.changes.iter().filter(|c| asked.contains(&c.address())).cloned().collect();
    let before: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    if wanted.is_empty() || complete != (before + wanted.len() == plan.changes.len()) {
        return Ok(Err("the list of reverted keys is inconsistent".to_owned()));
    }
    let Some(done) = &entry.state.executed else { return Ok(Err("the promotion was never executed".to_owned())) };
    let promoted = store.repo.read_commit(done.commit)?;
    let Some(old) = promoted.parents.first() else { return Ok(Err("the promotion commit has no parent".to_owned())) };
    let old = store.repo.read_commit(*old)?;
    let now = EnvSnapshot { commit: parent.id, tree: parent.tree, ..side.clone() };
    if let Some(why) = rollback_fits::unfit(store, entry, &now, &wanted)? {
        return Ok(Err(format!("the rollback does not fit the policy: {why}")));
    }
    let inverted = UnmaskedPlan::of(&store.repo, &store.rules, plan, Cow::Owned(wanted))?.inverted();
    let (edits, exact) = inverse_edits(store, entry, &promoted, old.tree, &now, &inverted)?;
    if let Some(touched) = first_touched(store, &edits) {
        return Ok(Err(format!("the rollback reverts a key that changed after the promotion: {}", touched.message())));
    }
    let mut paths = match apply_edits(batch, &edits, false, &store.rules) {
        Ok(paths) => paths,
        Err(error) => return Ok(Err(format!("the rollback cannot be applied: {error}"))),
    };
    paths.extend(exact);
    Ok(Ok(paths))
}

/// The difference between a commit and the expected tree.
fn difference(
    store: &Store,
    entry: &LedgerEntry,
    parent: &Commit,
    expected: ObjectId,
    commit: &Commit,
) -> Result<CommitProof, OpError> {
    let planned = &entry.promotion.plan.files;
    let mut bytes = None;
    for change in store.repo.diff_trees(Some(expected), Some(commit.tree))? {
        let path = String::from_utf8_lossy(&change.path).into_owned();
        let Some(file) = planned.iter().find(|file| file.target_path == path) else {
            return Ok(CommitProof::Other(format!(
                "the commit also changes {}, which is not in the plan",
                visible(&path)
            )));
        };
        let pair = |tree: ObjectId| crate::engine::apply::file_at(&store.repo, tree, file);
        let (Some(wanted), Some(found)) = (pair(expected)?, pair(commit.tree)?) else {
            let before = pair(parent.tree)?.is_some();
            let word = if change.new.is_none() {
                "removes"
            } else if before {
                "keeps"
            } else {
                "adds"
            };
            return Ok(CommitProof::Other(format!("the commit {word} {}, unlike the plan", visible(&path))));
        };
        if wanted.value.mode != found.value.mode {
            return Ok(CommitProof::Other(format!(
                "the commit changes the mode of {}, unlike the plan",
                visible(&path)
            )));
        }
        if let Some(key) = other_key(store, entry, file, wanted, found) {
            return Ok(CommitProof::Other(format!("{key} in {} differs from the plan", visible(&path))));
        }
        bytes = Some(format!("{} has the planned values, but other bytes", visible(&path)));
    }
    Ok(bytes.map_or(CommitProof::Exact, CommitProof::OtherBytes))
}

/// The first key that differs between two states of a file of the target.
fn other_key(store: &Store, entry: &LedgerEntry, file: &PlanFile, wanted: File, found: File) -> Option<String> {
    let changes: Vec<&Change> = entry.promotion.plan.changes.iter().filter(|c| c.file == file.file).collect();
    let read = wanted.parsed().is_some() && found.parsed().is_some();
    let mut pair = FilePair::new(&file.file, Some(Arc::new(found)), Some(Arc::new(wanted)));
    if !read {
        return Some("the file".to_owned());
    }
    pair.naming.admit(changes.iter().filter_map(|c| c.document.as_deref()));
    pair.seen = ListView::of(changes.iter().copied());
    // Keys outside the part selected by `keys:` are compared, too: the plan changes none of them.
    let values = |end: Side| {
        let configs = pair.configs(end, &store.rules).into_iter();
        configs.map(|c| ((c.document, c.key.clone()), c.value)).collect::<Vec<_>>()
    };
    let (now, then) = (values(Side::Source), values(Side::Target));
    let differs = now.iter().find(|config| !then.contains(config));
    let gone = || then.iter().find(|(place, _)| !now.iter().any(|(other, _)| other == place));
    differs.or_else(gone).map(|((_, key), _)| visible(&key.to_string()).into_owned())
}
