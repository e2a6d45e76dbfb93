//! `execute`: writes the plan to the target, in one transaction with the ledger, and updates checkouts of the target.
//!
//! ```text
//! plan + current target -> new tree -> promotion commit -> event -> both refs move -> checkouts are updated
//! ```
//!
//! Executing again is no error: it completes what a killed command left undone (the event, the files).

use crate::engine::OpError;
use crate::engine::checkouts::sync_checkouts;
use crate::engine::context::Context;
use crate::engine::execution::{self, Executed, WriteOutcome};
use crate::engine::transact::decide_with_lock;

/// Executes a promotion; with a reason to override, also outside a window or during a freeze.
///
/// # Errors
/// Where the policy does not allow it, the plan is stale, a checkout has conflicting local changes, or git refuses.
pub(crate) fn execute(context: &Context, id: &str, overriding: Option<&str>) -> Result<Executed, OpError> {
    let decided = decide_with_lock(context, "execute", |attempt| {
        let entry = attempt.find(id)?;
        execution::try_execute(attempt, entry, overriding)
    })?;
    let (mut report, moved) = decided.report;
    if overriding.is_some() && report.outcome != WriteOutcome::AlreadyDone && report.overriding.is_none() {
        let target = &report.view.promotion.target;
        context.remarks.add(format!("{target} is open, so --override had no effect and --reason was not recorded"));
    }
    report.followed = sync_checkouts(context, &decided.store, &moved, report.outcome == WriteOutcome::AlreadyDone)?;
    Ok(report)
}
