//! `execute`: the plan written to the target, in one transaction with the ledger; then the checkouts
//! of the target follow.
//!
//! ```text
//! plan + target as it is -> new tree -> promotion commit -> event -> both refs move -> files follow
//! ```
//!
//! Executing again is no error: whatever a killed command left undone (the event, the files) is
//! completed.

use crate::engine::OpError;
use crate::engine::checkouts::settle;
use crate::engine::context::Context;
use crate::engine::execution::{self, Executed, Outcome};
use crate::engine::transact::decide_in;

/// Executes a promotion; with a reason to override even where its target is closed.
///
/// # Errors
/// Where the rules do not let it, the plan is stale, a checkout has changes in the way, or git refuses.
pub(crate) fn execute(context: &Context, id: &str, overriding: Option<&str>) -> Result<Executed, OpError> {
    let decided = decide_in(context, "execute", |attempt| {
        let store = attempt.store;
        let entry = store.ledger()?.find(id)?;
        execution::attempt(attempt, entry, overriding)
    })?;
    let (mut report, moved) = decided.report;
    if overriding.is_some() && report.outcome != Outcome::AlreadyDone && report.overriding.is_none() {
        let target = &report.view.promotion.target;
        context.remarks.add(format!("{target} is open: nothing was overridden, and --reason is not recorded"));
    }
    report.followed = settle(context, &decided.store, &moved, report.outcome == Outcome::AlreadyDone)?;
    Ok(report)
}
