//! Applies a plan in memory: the edge must exist, its keys must be unchanged, and every edit must be possible.

use crate::engine::OpError;
use crate::engine::apply::{FileEdit, TreeEdits, add_outcome, file_edits, stale};
use crate::engine::error::blocker_message;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::revalidate;
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::soak;
use crate::engine::touched::Touched;
use crate::engine::undone::UndoneKey;
use crate::engine::unnamed;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, StoreError};
use promote_core::env::apply::ApplyError;
use promote_core::env::change::{Op, UnitKind};
use promote_core::policy::gate;
use promote_core::promotion::{CheckFinding, PromotionType};
use promote_git::{Batch, GitError};

/// A plan, applied in memory.
pub(crate) struct Candidate {
    /// The new tree.
    pub(crate) tree: CandidateTree,
    /// What history says about the changes of the plan.
    pub(crate) judged: JudgedPlan,
}

/// The result of applying a plan in memory.
pub(crate) enum CandidateTree {
    /// The plan applies: the target with its new tree.
    Fits(Box<EnvSnapshot>),
    /// The plan does not apply, with the reasons.
    Not(Vec<CheckFinding>),
}

/// Applies a plan in memory, or reports everything that prevents that.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn candidate(store: &Store, scratch: &mut Batch<'_>, entry: &LedgerEntry) -> Result<Candidate, OpError> {
    let promotion = &entry.promotion;
    let mut found = Vec::new();
    // Without the environment itself, the edge is not worth a finding of its own.
    let known = store.policy.environment(&promotion.target).is_some();
    if let (true, Err(blocker)) = (known, gate::edge(&store.policy, &promotion.source, &promotion.target)) {
        found.push(general("no-edge", blocker_message(&blocker)));
    }
    let target = match store.side(&promotion.target, &[]) {
        Ok(target) => target,
        Err(error @ (StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. })) => {
            found.push(general("no-target", error.to_string()));
            return Ok(Candidate { tree: CandidateTree::Not(found), judged: JudgedPlan::default() });
        }
        Err(error) => return Err(error.into()),
    };
    if let Err(error) = store.side(&promotion.source, &[]) {
        found.push(general("no-source", error.to_string()));
    }
    let (paths, judged) = apply_to(store, scratch, entry, &target, &mut found)?;
    if !found.is_empty() {
        return Ok(Candidate { tree: CandidateTree::Not(found), judged });
    }
    let tree = match scratch.splice(Some(target.tree), &paths) {
        Ok(tree) => CandidateTree::Fits(Box::new(EnvSnapshot { tree, ..target })),
        // A directory may be at the path of a new file, or a file at that of a new directory.
        Err(error @ GitError::PathConflict { .. }) => {
            CandidateTree::Not(vec![general("edit-refused", error.to_string())])
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Candidate { tree, judged })
}

/// Applies a plan to the target in memory; adds a finding for everything that prevents that.
fn apply_to(
    store: &Store,
    scratch: &mut Batch<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    found: &mut Vec<CheckFinding>,
) -> Result<(TreeEdits, JudgedPlan), OpError> {
    let promotion = &entry.promotion;
    let opened = UnmaskedPlan::plan(store, &promotion.plan)?;
    if let Some(blocker) = soak::changed_in_source(store, promotion)? {
        found.push(general("soak-broken", blocker_message(&blocker)));
    }
    let edits = file_edits(&store.repo, &promotion.plan, &opened, target.commit)?;
    match revalidate::check(store, entry, target, &edits) {
        Ok(()) => {}
        Err(error @ (OpError::PolicyChanged { .. } | OpError::NotFromSource { .. })) => {
            found.push(general(error.code(), error.to_string()))
        }
        Err(error) => return Err(error),
    }
    let stale = stale(&store.repo, &edits, promotion.plan.target_commit, target.commit)?;
    found.extend(stale.iter().map(stale_finding));
    let judged = unnamed::judge_edits(store, promotion, &edits, target)?;
    // A key that was touched since has its finding.
    let touched = |key: &UndoneKey| stale.iter().any(|touched| touched.change.address() == key.address);
    let unnamed = unnamed::unnamed_in(store, &promotion.plan, &judged)?;
    found.extend(unnamed.iter().filter(|key| !touched(key)).map(undoing_finding));
    let whole = promotion.request.promotion_type == PromotionType::Full;
    let mut paths = TreeEdits::new();
    for edit in edits.iter().filter(|edit| !stale.iter().any(|t| t.change.file == edit.file.file)) {
        found.extend(unreadable(edit).into_iter().chain(broken(edit)));
        match edit.apply(whole) {
            Ok(outcome) => add_outcome(scratch, &mut paths, edit, outcome)?,
            Err(error) => found.push(edit_finding(edit, &error)),
        }
    }
    Ok((paths, judged))
}

/// A finding that is not about a file.
fn general(code: &str, message: String) -> CheckFinding {
    CheckFinding { code: code.to_owned(), message, ..CheckFinding::default() }
}

fn stale_finding(touched: &Touched) -> CheckFinding {
    CheckFinding {
        code: "stale".to_owned(),
        file: Some(touched.path.clone()),
        key: Some(touched.change.key.to_string()),
        message: format!("stale: {}", touched.message()),
        ..CheckFinding::default()
    }
}

/// The finding about a key that the plan would undo without saying so.
fn undoing_finding(key: &UndoneKey) -> CheckFinding {
    let message = format!("stale: this undoes a newer value that the plan does not name: {}", key.message());
    CheckFinding { code: "stale".to_owned(), message, ..CheckFinding::default() }
}

fn edit_finding(edit: &FileEdit<'_>, error: &ApplyError) -> CheckFinding {
    let key = match error {
        ApplyError::Edit { error, .. } => Some(error.key.to_string()),
        ApplyError::PostCondition { key, .. } | ApplyError::OtherAnchor { key, .. } => Some(key.to_string()),
        ApplyError::NoSource { .. } => None,
    };
    let file = Some(edit.file.target_path.clone());
    CheckFinding { code: "edit-refused".to_owned(), file, key, message: error.to_string(), ..CheckFinding::default() }
}

/// The finding where the plan writes a whole file with a mistake in it, in place of one that was right, or as a new one.
fn broken(edit: &FileEdit<'_>) -> Option<CheckFinding> {
    let whole = edit.changes.iter().any(|c| c.kind == UnitKind::File && c.op != Op::Removed);
    let was_right = edit.pair.target.as_ref().is_none_or(|target| target.parsed().is_some());
    let mistake = edit.pair.source.as_ref()?.mistake().filter(|_| whole && was_right)?;
    let path = &edit.file.target_path;
    Some(CheckFinding {
        code: "broken-file".to_owned(),
        file: Some(path.clone()),
        line: Some(mistake.line),
        column: Some(mistake.column).filter(|column| *column > 0),
        message: format!(
            "{path} would have a mistake: {mistake} (if that is no mistake: 'format: text' in promote.yaml)"
        ),
        ..CheckFinding::default()
    })
}

/// The finding where the target's file is no longer readable by key.
fn unreadable(edit: &FileEdit<'_>) -> Option<CheckFinding> {
    let file = edit.pair.target.as_ref()?;
    let reason = file.unreadable()?;
    let by_key = edit.changes.iter().any(|c| c.kind != UnitKind::File);
    by_key.then(|| CheckFinding {
        code: "unreadable".to_owned(),
        file: Some(file.path.clone()),
        message: format!("promote cannot read the keys of {}: {reason}", file.path),
        ..CheckFinding::default()
    })
}
