//! `validate`: every check on exactly the tree that would land; the outcome is recorded.
//!
//! ```text
//! plan      what every plan is asked, and the target as it would be
//! checks    the policy's own checks on that
//! rules     rules, judged in a process of their own
//! ```

mod checks;
mod plan;
mod rules;

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::show::{View, view_after};
use crate::promotion::{Finding, Step, What};
use crate::store::Store;
use crate::store::ledger::Entry;

use checks::Ran;
use plan::Planned;
pub use rules::{JUDGE, serve};

/// Validates a promotion.
///
/// # Errors
/// Where it cannot be checked at all. What the checks find is no error but in the report.
pub fn validate(context: &Context, id: &str) -> Result<View, OpError> {
    decide(context, "validate", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, Step::Validate)?;
        landed::refuse(store, &entry)?;
        let what = outcome(store, &entry)?;
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion, after)?;
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// All open promotions that can be validated, oldest first, one after the other.
///
/// # Errors
/// As [`validate`].
pub fn validate_all(context: &Context) -> Result<Vec<View>, OpError> {
    let store = context.store()?;
    let open = store.ledger()?.open()?;
    let ours = open.iter().filter(|entry| entry.state.steps().contains(&Step::Validate));
    ours.map(|entry| validate(context, &entry.promotion.id.to_string())).collect()
}

/// What is recorded.
fn outcome(store: &Store, entry: &Entry) -> Result<What, OpError> {
    let digest = entry.state.digest.clone();
    // What would land is looked at, and not kept.
    let mut scratch = store.repo.batch();
    let (findings, ran) = match plan::planned(store, &mut scratch, entry)? {
        Planned::Not(findings) => (findings, None),
        Planned::Fits(target) => {
            let Ran { checks, findings } = checks::run(store, &entry.promotion, &target)?;
            (findings, Some((checks, store.policy.checks_digest(&target.name))))
        }
    };
    let (checks, checks_digest) = ran.unwrap_or_default();
    let ok = !findings.iter().any(|finding: &Finding| finding.level.is_error());
    Ok(What::Validated { digest, ok, findings, checks, checks_digest })
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
