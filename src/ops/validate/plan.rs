//! What every plan is asked: the edge is there, nobody touched its keys, and every edit can be made.

use crate::ops::OpError;
use crate::ops::carry::{Job, Paths, Touched, jobs, put, stale};
use crate::ops::error::blocker_words;
use crate::ops::secrets::UnmaskedPlan;
use crate::ops::soak;
use crate::ops::today;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, StoreError};
use promote_core::env::apply::ApplyError;
use promote_core::policy::gate;
use promote_core::promotion::{CheckFinding, PromotionType};
use promote_git::{Batch, GitError};

/// What became of a plan.
pub(crate) enum CandidateTree {
    /// It can be carried out: the target, and its tree as it would be.
    Fits(EnvSnapshot),
    /// It cannot, and why.
    Not(Vec<CheckFinding>),
}

/// Carries a plan out in memory; or everything that stands against it.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn planned(store: &Store, scratch: &mut Batch<'_>, entry: &LedgerEntry) -> Result<CandidateTree, OpError> {
    let promotion = &entry.promotion;
    let general =
        |code: &str, message: String| CheckFinding { code: code.to_owned(), message, ..CheckFinding::default() };
    let mut found = Vec::new();
    if let Err(blocker) = gate::edge(&store.policy, &promotion.source, &promotion.target) {
        found.push(general("no-edge", blocker_words(&blocker)));
    }
    let target = match store.side(&promotion.target, &[]) {
        Ok(target) => target,
        Err(error @ (StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. })) => {
            found.push(general("no-target", error.to_string()));
            return Ok(CandidateTree::Not(found));
        }
        Err(error) => return Err(error.into()),
    };
    if let Err(error) = store.side(&promotion.source, &[]) {
        found.push(general("no-source", error.to_string()));
    }
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &promotion.plan)?;
    if let Some(blocker) = soak::broken(store, promotion)? {
        found.push(general("soak-broken", blocker_words(&blocker)));
    }
    let jobs = jobs(&store.repo, &promotion.plan, &opened, target.commit)?;
    match today::check(store, entry, &target, &jobs) {
        Ok(()) => {}
        Err(error @ OpError::PolicyChanged { .. }) => found.push(general(error.code(), error.to_string())),
        Err(error) => return Err(error),
    }
    let stale = stale(&store.repo, &store.rules, &jobs, promotion.plan.target_commit, target.commit)?;
    found.extend(stale.iter().map(stale_finding));
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let mut paths = Paths::new();
    for job in jobs.iter().filter(|job| !stale.iter().any(|t| t.change.file == job.file.file)) {
        found.extend(readable(job));
        match job.apply(whole, &store.rules) {
            Ok(outcome) => put(scratch, &mut paths, job, outcome)?,
            Err(error) => found.push(edit_finding(job, &error)),
        }
    }
    if !found.is_empty() {
        return Ok(CandidateTree::Not(found));
    }
    match scratch.splice(Some(target.tree), &paths) {
        Ok(tree) => Ok(CandidateTree::Fits(EnvSnapshot { tree, ..target })),
        // A directory may stand where a file is to go, or the other way round.
        Err(error @ GitError::PathConflict { .. }) => {
            Ok(CandidateTree::Not(vec![general("edit-refused", error.to_string())]))
        }
        Err(error) => Err(error.into()),
    }
}

fn stale_finding(touched: &Touched) -> CheckFinding {
    CheckFinding {
        code: "stale".to_owned(),
        file: Some(touched.path.clone()),
        key: Some(touched.change.key.to_string()),
        message: format!("stale: {}", touched.words()),
        ..CheckFinding::default()
    }
}

fn edit_finding(job: &Job<'_>, error: &ApplyError) -> CheckFinding {
    let key = match error {
        ApplyError::Edit { error, .. } => Some(error.key.to_string()),
        ApplyError::PostCondition { key, .. } => Some(key.to_string()),
        ApplyError::NoSource { .. } => None,
    };
    let file = Some(job.file.target_path.clone());
    CheckFinding { code: "edit-refused".to_owned(), file, key, message: error.to_string(), ..CheckFinding::default() }
}

/// A file that is to be edited by key must still be readable by key in the target.
fn readable(job: &Job<'_>) -> Option<CheckFinding> {
    let file = job.pair.target.as_ref()?;
    let reason = file.unreadable()?;
    let by_key = job.changes.iter().any(|c| c.kind != promote_core::env::change::UnitKind::File);
    by_key.then(|| CheckFinding {
        code: "unreadable".to_owned(),
        file: Some(file.path.clone()),
        message: format!("{} cannot be read by key: {reason}", file.path),
        ..CheckFinding::default()
    })
}
