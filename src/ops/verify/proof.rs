//! A promotion, or a rollback, carried out once more on the parent of its commit: the commit must hold exactly what comes
//! of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::policies::RulesInForce;
use crate::ops::OpError;
use crate::ops::carry::{Job, Paths, Touched, carry, jobs};
use crate::ops::rollback::inverse_jobs;
use crate::ops::secrets::UnmaskedPlan;
use crate::ops::today;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, Op};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::policy::verify::CommitProof;
use promote_core::promotion::event::EventKind;
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{Event, PromotionType};
use promote_git::{Batch, Commit, EntryMode};
use promote_model::ObjectId;
use promote_model::text::visible;

/// Compares a commit with what the event says it is.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn prove(
    rules: &RulesInForce,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    event: &Event,
    commit: ObjectId,
) -> Result<CommitProof, OpError> {
    let store = &rules.store;
    let commit = store.repo.read_commit(commit)?;
    let Some(parent) = commit.parents.first() else { return Ok(other("it has no parent")) };
    let parent = store.repo.read_commit(*parent)?;
    let mut batch = store.repo.batch();
    let expected = match &event.what {
        EventKind::RolledBack { keys, complete, .. } => {
            taken_back(store, side, entry, &mut batch, &parent, keys, *complete)?
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

fn other(why: &str) -> CommitProof {
    CommitProof::Other(why.to_owned())
}

/// Whether a commit is what an open promotion would write.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn is_the_plans(
    rules: &RulesInForce,
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

/// What the plan makes of the target; or why it can make nothing of it.
fn promoted(
    store: &Store,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    batch: &mut Batch<'_>,
    parent: &Commit,
) -> Result<Result<Paths, String>, OpError> {
    let plan = &entry.promotion.plan;
    if let Some(why) = not_the_sources(store, entry)? {
        return Ok(Err(why));
    }
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, plan)?;
    let jobs = jobs(&store.repo, plan, &opened, parent.id)?;
    if let Err(why) = today::fits(store, &entry.promotion, side, &jobs) {
        return Ok(Err(format!("its plan does not fit the rules: {why}")));
    }
    // Only what a new file must bring may be the target's own.
    if let Some(change) = plan.changes.iter().find(|change| change.own && change.op != Op::Added) {
        return Ok(Err(format!("its plan changes {}, which is {}'s own key", change.address(), side.name)));
    }
    if let Some(touched) = first_touched(store, &jobs) {
        return Ok(Err(format!("its plan was stale: {}", touched.words())));
    }
    let whole = entry.promotion.request.promotion_type == PromotionType::Full;
    Ok(carry(batch, &jobs, whole, &store.rules).map_err(|e| format!("its plan cannot be carried out: {e}")))
}

fn first_touched(store: &Store, jobs: &[Job<'_>]) -> Option<Touched> {
    jobs.iter().find_map(|job| job.touched(&store.rules).into_iter().next())
}

/// Whether the plan takes a file that the source does not hold at the commit that it names.
fn not_the_sources(store: &Store, entry: &LedgerEntry) -> Result<Option<String>, OpError> {
    let plan = &entry.promotion.plan;
    if !store.repo.exists(plan.source_commit)? {
        // What the source was may be gone; the ledger keeps the files that were taken.
        return Ok(None);
    }
    let tree = store.repo.read_commit(plan.source_commit)?.tree;
    for source in plan.files.iter().filter_map(|file| file.source.as_ref()) {
        let entry = store.repo.find_path(tree, source.path.as_bytes())?;
        if entry.map(|entry| (entry.mode, entry.oid)) != Some((EntryMode::File(source.mode), source.blob)) {
            return Ok(Some(format!("{} is not at {} what its plan says", source.path, plan.source_commit.short())));
        }
    }
    Ok(None)
}

/// What taking back makes of the target; or why it can make nothing of it.
fn taken_back(
    store: &Store,
    side: &EnvSnapshot,
    entry: &LedgerEntry,
    batch: &mut Batch<'_>,
    parent: &Commit,
    keys: &[String],
    complete: bool,
) -> Result<Result<Paths, String>, OpError> {
    let plan = &entry.promotion.plan;
    let undone = |address: &String| entry.state.rollbacks.iter().any(|r| r.keys.contains(address));
    let asked: BTreeSet<&String> = keys.iter().collect();
    if let Some(key) = keys.iter().find(|key| undone(key) || !plan.changes.iter().any(|c| c.address() == **key)) {
        return Ok(Err(format!("it takes back {}, which is not the promotion's to take back", visible(key))));
    }
    let wanted: Vec<Change> = plan.changes.iter().filter(|c| asked.contains(&c.address())).cloned().collect();
    let before: usize = entry.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    if wanted.is_empty() || complete != (before + wanted.len() == plan.changes.len()) {
        return Ok(Err("what it says that it takes back does not add up".to_owned()));
    }
    let Some(done) = &entry.state.executed else { return Ok(Err("it was never executed".to_owned())) };
    let promoted = store.repo.read_commit(done.commit)?;
    let Some(old) = promoted.parents.first() else { return Ok(Err("what it takes back has no parent".to_owned())) };
    let old = store.repo.read_commit(*old)?;
    let now = EnvSnapshot { commit: parent.id, tree: parent.tree, ..side.clone() };
    let inverted = UnmaskedPlan::of(&store.repo, &store.rules, plan, Cow::Owned(wanted))?.inverted();
    let (jobs, exact) = inverse_jobs(store, entry, &promoted, old.tree, &now, &inverted)?;
    if let Some(touched) = first_touched(store, &jobs) {
        return Ok(Err(format!("it takes back what was changed since: {}", touched.words())));
    }
    let mut paths = match carry(batch, &jobs, false, &store.rules) {
        Ok(paths) => paths,
        Err(error) => return Ok(Err(format!("it cannot be taken back: {error}"))),
    };
    paths.extend(exact);
    Ok(Ok(paths))
}

/// In which way a commit is not what it should be.
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
            return Ok(CommitProof::Other(format!("it also changes {}, which its plan does not", visible(&path))));
        };
        let pair = |tree: ObjectId| crate::ops::carry::file_at(&store.repo, tree, file);
        let (Some(wanted), Some(found)) = (pair(expected)?, pair(commit.tree)?) else {
            let before = pair(parent.tree)?.is_some();
            let word = if change.new.is_none() {
                "removes"
            } else if before {
                "keeps"
            } else {
                "adds"
            };
            return Ok(CommitProof::Other(format!("it {word} {}, which its plan does not", visible(&path))));
        };
        if wanted.value.mode != found.value.mode {
            return Ok(CommitProof::Other(format!(
                "it changes the mode of {}, which its plan does not",
                visible(&path)
            )));
        }
        if let Some(key) = other_key(store, entry, file, wanted, found) {
            return Ok(CommitProof::Other(format!("{key} in {} is not what its plan makes of it", visible(&path))));
        }
        bytes =
            Some(format!("{} has other bytes than carrying the plan out gives, with the same values", visible(&path)));
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
    // What lies beside the environment's part of a file counts, too: the plan changes none of it.
    let values = |end: Side| {
        let configs = pair.configs(end, &store.rules).into_iter();
        configs.map(|c| ((c.document, c.key.clone()), c.value)).collect::<Vec<_>>()
    };
    let (now, then) = (values(Side::Source), values(Side::Target));
    let differs = now.iter().find(|config| !then.contains(config));
    let gone = || then.iter().find(|(place, _)| !now.iter().any(|(other, _)| other == place));
    differs.or_else(gone).map(|((_, key), _)| visible(&key.to_string()).into_owned())
}
