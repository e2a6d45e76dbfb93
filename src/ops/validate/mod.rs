//! `validate`: every check on exactly the tree that would land; the outcome is recorded.
//!
//! ```text
//! plan      what every plan is asked, and the target as it would be
//! checks    the policy's own checks on that
//! commands  commands on a folder of files, where the user lets them run
//! mask      what commands write, without the secrets that they were shown
//! rules     rules, judged in a process of their own
//! ```

mod checks;
mod commands;
mod mask;
mod plan;
mod rules;

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::secrets::{InTheClear, in_the_clear, told_promotion};
use super::show::{PromotionView, view_after};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::UnitKind;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::event::Severity;
use promote_core::promotion::{Action, CheckFinding, EventKind, PromotionState};

use checks::CheckResults;
pub(super) use commands::TRUSTED;
use plan::CandidateTree;
pub(crate) use rules::{RULE_EVALUATOR, serve};

/// Validates a promotion.
///
/// # Errors
/// Where it cannot be checked at all. What the checks find is no error but in the report.
pub(crate) fn validate(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    decide(context, "validate", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, Action::Validate)?;
        landed::refuse(store, &entry)?;
        let what = outcome(store, &entry, context)?;
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// All open promotions that can be validated, oldest first, one after the other.
///
/// # Errors
/// As [`validate`].
pub(crate) fn validate_all(context: &Context) -> Result<Vec<PromotionView>, OpError> {
    let store = context.store()?;
    let open = store.ledger()?.open()?;
    let ours = open.iter().filter(|entry| entry.state.steps().contains(&Action::Validate));
    ours.map(|entry| validate(context, &entry.promotion.id.to_string())).collect()
}

/// What is recorded.
fn outcome(store: &Store, entry: &LedgerEntry, context: &Context) -> Result<EventKind, OpError> {
    let digest = entry.state.digest.clone();
    // What would land is looked at, and not kept.
    let mut scratch = store.repo.batch();
    let (ran, checks_digest) = match plan::planned(store, &mut scratch, entry)? {
        CandidateTree::Not(findings) => (CheckResults { findings, ..CheckResults::default() }, None),
        CandidateTree::Fits(target) => {
            let ran = checks::run(store, &entry.promotion, &target, context)?;
            (ran, store.policy.checks_digest(&target.name))
        }
    };
    let CheckResults { checks, mut findings, files_digest } = ran;
    findings.extend(looks_secret(store, entry)?);
    let ok = !findings.iter().any(|finding| finding.level.is_error());
    Ok(EventKind::Validated { digest, ok, findings, checks, checks_digest, files_digest })
}

/// A warning for each value that looks like a secret and is shown to everybody.
fn looks_secret(store: &Store, entry: &LedgerEntry) -> Result<Vec<CheckFinding>, OpError> {
    let plan = told_promotion(&store.rules, entry.promotion.clone()).plan;
    let warning = |found: &InTheClear<'_>| CheckFinding {
        code: "in-the-clear".to_owned(),
        level: Severity::Warning,
        file: Some(found.path.to_owned()),
        document: found.change.document.clone(),
        key: (found.change.kind != UnitKind::File).then(|| found.change.key.to_string()),
        message: found.words(),
        ..CheckFinding::default()
    };
    Ok(in_the_clear(&store.repo, &plan)?.iter().map(warning).collect())
}

/// Whether a target as it would be, or is, holds exactly the files that the commands of a validation were shown.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn is_as_seen(store: &Store, state: &PromotionState, target: &EnvSnapshot) -> Result<bool, OpError> {
    match state.validation.as_ref().and_then(|validation| validation.files_digest.as_ref()) {
        Some(seen) => Ok(*seen == commands::seen(store, target)?),
        None => Ok(true),
    }
}

/// What stands against a target as it would be now, though it did not when the promotion was validated: by other
/// promotions, or by hand.
///
/// # Errors
/// Where git cannot be read, or a schema is wrong.
pub(crate) fn stands_against(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<Option<Blocker>, OpError> {
    if !is_as_seen(store, &entry.state, target)? {
        return Ok(Some(Blocker::FilesChanged { target: target.name.clone() }));
    }
    let found = checks::again(store, &entry.promotion, target)?;
    Ok(found.map(|finding| Blocker::CheckFails {
        check: finding.check.clone().unwrap_or_default(),
        place: place(&finding),
        message: finding.message,
    }))
}

/// `path:line:column`, as far as it is known.
fn place(finding: &CheckFinding) -> Option<String> {
    let file = finding.file.as_ref()?;
    Some(match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file.clone(),
    })
}

/// Refuses a step that the promotion's state does not have.
///
/// # Errors
/// With the state and its steps.
pub(crate) fn legal(store: &Store, entry: &LedgerEntry, step: Action) -> Result<(), OpError> {
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
