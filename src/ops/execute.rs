//! `execute`: writes the plan to the target, in one transaction with the ledger, and updates checkouts of the target.
//!
//! ```text
//! plan + current target -> new tree -> promotion commit -> event
//! index of each checkout locked -> both refs move -> files updated, index unlocked
//! ```
//!
//! Executing again is no error: it completes what a killed command left undone (the event, the files).

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::execution::{self, Executed, WriteOutcome};
use crate::engine::transact::{Decided, decide_with_lock};

/// Executes a promotion; with a reason to override, also outside a window or during a freeze.
///
/// # Errors
/// Where the policy does not allow it, the plan is stale, a checkout has conflicting local changes, or git refuses.
pub(crate) fn execute(context: &Context, id: &str, overriding: Option<&str>) -> Result<Executed, OpError> {
    let decided = decide_with_lock(context, "execute", |attempt| {
        let entry = attempt.find(id)?;
        execution::try_execute(attempt, entry, overriding)
    })?;
    let Decided { report: (mut report, moved), store, followed, lock: _lock } = decided;
    if overriding.is_some() && report.outcome != WriteOutcome::AlreadyDone && report.overriding.is_none() {
        let target = &report.view.promotion.target;
        context.remarks.add(format!("{target} is open, so --override had no effect and --reason was not recorded"));
    }
    report.followed = execution::followed(context, &store, followed, &moved, report.outcome)?;
    Ok(report)
}
