//! `validate`: runs every check on exactly the new tree of the target, and records the result.

use crate::engine::OpError;
use crate::engine::candidate::{Candidate, CandidateTree, candidate};
use crate::engine::checks::{self, CheckResults};
use crate::engine::context::Context;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::recover;
use crate::engine::secrets::{UnmaskedSecret, redacted_promotion, unmasked_secrets};
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view_after};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::UnitKind;
use promote_core::promotion::event::Severity;
use promote_core::promotion::{Action, CheckFinding, EventKind};

/// Validates a promotion.
///
/// # Errors
/// Where the checks cannot run. Their findings are part of the report, not errors.
pub(crate) fn validate(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    decide(context, "validate", |attempt| {
        let store = attempt.store;
        let entry = attempt.find(id)?;
        require_step(store, &entry, Action::Validate)?;
        recover::refuse_if_executed(store, &entry)?;
        let (what, judged) = outcome(store, &entry, context)?;
        let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
        let report = PromotionView { judged, ..view_after(store, entry.promotion, after)? };
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// Validates all open promotions that allow it, oldest first.
///
/// # Errors
/// As [`validate`].
pub(crate) fn validate_all(context: &Context) -> Result<Vec<PromotionView>, OpError> {
    let store = context.store()?;
    let open = store.ledger()?.open()?;
    let ours = open.iter().filter(|entry| entry.state.steps().contains(&Action::Validate));
    ours.map(|entry| validate(context, &entry.promotion.id.to_string())).collect()
}

/// The event to record.
fn outcome(store: &Store, entry: &LedgerEntry, context: &Context) -> Result<(EventKind, JudgedPlan), OpError> {
    let digest = entry.state.digest.clone();
    // The new tree is checked, but not written.
    let mut scratch = store.repo.batch();
    let Candidate { tree, judged } = candidate(store, &mut scratch, entry)?;
    let (ran, checks_digest) = match tree {
        CandidateTree::Not(findings) => (CheckResults { findings, ..CheckResults::default() }, None),
        CandidateTree::Fits(target) => {
            let ran = checks::run(store, &entry.promotion, &target, context)?;
            (ran, store.policy.checks_digest(&target.name))
        }
    };
    let CheckResults { checks, mut findings, files_digest } = ran;
    findings.extend(looks_secret(store, entry)?);
    let ok = !findings.iter().any(|finding| finding.level.is_error());
    Ok((EventKind::Validated { digest, ok, findings, checks, checks_digest, files_digest }, judged))
}

/// A warning for each value that looks like a secret and is not masked.
fn looks_secret(store: &Store, entry: &LedgerEntry) -> Result<Vec<CheckFinding>, OpError> {
    let plan = redacted_promotion(&store.rules, entry.promotion.clone()).plan;
    let warning = |found: &UnmaskedSecret<'_>| CheckFinding {
        code: "in-the-clear".to_owned(),
        level: Severity::Warning,
        file: Some(found.path.to_owned()),
        document: found.change.document.clone(),
        key: (found.change.kind != UnitKind::File).then(|| found.change.key.to_string()),
        message: found.message(),
        ..CheckFinding::default()
    };
    Ok(unmasked_secrets(&store.repo, &plan)?.iter().map(warning).collect())
}
