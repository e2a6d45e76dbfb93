//! `execute` and `rollback`: decisions that write to a target.

use serde_json::Value as Json;

use crate::engine::etag::etag;
use crate::ops;
use crate::ops::inputs::{ExecuteInput, RollbackInput};
use crate::ops::propose::ProposeRequest;
use crate::ops::rollback::RollbackRequest;
use crate::render::report::Report as _;
use crate::render::reports::execute::{ExecuteReport, ProposeReport};
use crate::render::reports::rollback::RollbackReport;
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;

/// Writes the plan to the target; or, with `branch`, to a branch to be merged (202).
pub(super) fn execute(call: &Call) -> Result<Answer, Problem> {
    let input: ExecuteInput = call.body()?;
    let overriding = input.overriding.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let name = match input.branch {
        None | Some(Json::Bool(false) | Json::Null) => {
            let executed = ops::execute::execute(&call.context, call.id(), overriding)?;
            let report = ExecuteReport { executed: &executed, dry_run: false };
            return Ok(Answer::json(200, &report.json()).etag(&etag(&executed.view.events)));
        }
        Some(Json::Bool(true)) => None,
        Some(Json::String(name)) => Some(name),
        Some(_) => return Err(Problem::new(422, "bad-request", "'branch' is true, or the name of a branch")),
    };
    // The programs of hosts are signed in as the person of a terminal; a service does not act as that person.
    let request = ProposeRequest { name: name.as_deref(), overriding, open: false };
    let proposed = ops::propose::propose(&call.context, call.id(), &request)?;
    let report = ProposeReport { proposed: &proposed, opened: None, dry_run: false };
    Ok(Answer::json(202, &report.json()).etag(&etag(&proposed.view.events)))
}

/// Rolls back a promotion, or some of its keys.
pub(super) fn rollback(call: &Call) -> Result<Answer, Problem> {
    let input: RollbackInput = call.body()?;
    let reason = call.reason(input.reason)?;
    let (keys, overriding) = (input.key_patterns.as_slice(), input.overriding);
    let request = RollbackRequest { keys, ids: &[], reason: &reason, overriding, hold: input.hold };
    let done = ops::rollback::rollback(&call.context, call.id(), request)?;
    let report = RollbackReport { done: &done, dry_run: false };
    Ok(Answer::json(200, &report.json()).etag(&etag(&done.view.events)))
}
