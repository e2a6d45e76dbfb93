//! `validate`: every check on exactly the tree that would land; the outcome is recorded.

use super::OpError;
use super::carry::{Job, Paths, Touched, jobs, put, stale};
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::error::blocker_words;
use super::landed;
use super::show::{View, view_after};
use super::today;
use crate::env::apply::ApplyError;
use crate::git::GitError;
use crate::model::ObjectId;
use crate::policy::gate;
use crate::promotion::{Finding, PromotionType, Step, What};
use crate::store::ledger::Entry;
use crate::store::{Store, StoreError};

/// Validates a promotion.
///
/// # Errors
/// Where it cannot be checked at all. What the checks find is no error but in the report.
pub fn validate(context: &Context, id: &str) -> Result<View, OpError> {
    decide(context, "validate", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, Step::Validate)?;
        landed::refuse(store, &entry)?;
        let findings = findings(store, &entry)?;
        let digest = entry.state.digest.clone();
        let what = What::Validated { digest, ok: findings.is_empty(), findings };
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// Refuses a step that the promotion's state does not have.
///
/// # Errors
/// With the state and its steps.
pub fn legal(store: &Store, entry: &Entry, step: Step) -> Result<(), OpError> {
    if entry.state.steps().contains(&step) {
        return Ok(());
    }
    let required = store.policy.environment(&entry.promotion.target).map_or(0, |e| e.approvals.required);
    Err(OpError::IllegalStep {
        id: entry.promotion.id,
        status: entry.state.status(required),
        step,
        steps: entry.state.steps(),
    })
}

/// Everything that stands against a plan.
///
/// # Errors
/// Where git cannot be read.
pub fn findings(store: &Store, entry: &Entry) -> Result<Vec<Finding>, OpError> {
    let promotion = &entry.promotion;
    let general = |code: &str, message: String| Finding { code: code.to_owned(), file: None, key: None, message };
    let mut found = Vec::new();
    if let Err(blocker) = gate::edge(&store.policy, &promotion.source, &promotion.target) {
        found.push(general("no-edge", blocker_words(&blocker)));
    }
    let target = match store.side(&promotion.target, &[]) {
        Ok(target) => target,
        Err(error @ (StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. })) => {
            found.push(general("no-target", error.to_string()));
            return Ok(found);
        }
        Err(error) => return Err(error.into()),
    };
    if let Err(error) = store.side(&promotion.source, &[]) {
        found.push(general("no-source", error.to_string()));
    }
    let jobs = jobs(&store.repo, &promotion.plan, target.commit)?;
    match today::check(store, entry, &target, &jobs) {
        Ok(()) => {}
        Err(error @ OpError::PolicyChanged { .. }) => found.push(general(error.code(), error.to_string())),
        Err(error) => return Err(error),
    }
    let stale = stale(&store.repo, &store.rules, &jobs, promotion.plan.target_commit, target.commit)?;
    found.extend(stale.iter().map(stale_finding));
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let (mut scratch, mut paths) = (store.repo.batch(), Paths::new());
    for job in jobs.iter().filter(|job| !stale.iter().any(|t| t.change.file == job.file.file)) {
        found.extend(readable(job));
        match job.apply(whole, &store.rules) {
            Ok(outcome) => put(&mut scratch, &mut paths, job, outcome)?,
            Err(error) => found.push(edit_finding(job, &error)),
        }
    }
    if found.is_empty() {
        found.extend(misplaced(scratch.splice(Some(target.tree), &paths))?);
    }
    Ok(found)
}

/// A directory may stand where a file is to go, or the other way round.
fn misplaced(tree: Result<ObjectId, GitError>) -> Result<Option<Finding>, OpError> {
    match tree {
        Ok(_) => Ok(None),
        Err(error @ GitError::PathConflict { .. }) => {
            let (code, message) = ("edit-refused".to_owned(), error.to_string());
            Ok(Some(Finding { code, file: None, key: None, message }))
        }
        Err(error) => Err(error.into()),
    }
}

fn stale_finding(touched: &Touched) -> Finding {
    Finding {
        code: "stale".to_owned(),
        file: Some(touched.path.clone()),
        key: Some(touched.change.key.to_string()),
        message: format!("stale: {}", touched.words()),
    }
}

fn edit_finding(job: &Job<'_>, error: &ApplyError) -> Finding {
    let key = match error {
        ApplyError::Edit { error, .. } => Some(error.key.to_string()),
        ApplyError::PostCondition { key, .. } => Some(key.to_string()),
        ApplyError::NoSource { .. } => None,
    };
    let file = Some(job.file.target_path.clone());
    Finding { code: "edit-refused".to_owned(), file, key, message: error.to_string() }
}

/// A file that is to be edited by key must still be readable by key in the target.
fn readable(job: &Job<'_>) -> Option<Finding> {
    let file = job.pair.target.as_ref()?;
    let reason = file.unreadable()?;
    let by_key = job.changes.iter().any(|c| c.kind != crate::env::change::Kind::File);
    by_key.then(|| Finding {
        code: "unreadable".to_owned(),
        file: Some(file.path.clone()),
        key: None,
        message: format!("{} cannot be read by key: {reason}", file.path),
    })
}
