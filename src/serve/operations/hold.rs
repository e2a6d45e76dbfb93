//! Holds: list, set, lift.

use crate::ops;
use crate::ops::hold::HoldRequest;
use crate::ops::inputs::{HoldInput, ReasonInput};
use crate::render::report::Report as _;
use crate::render::reports::hold::{HoldReport, HoldsReport};
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;

/// The holds that are on.
pub(super) fn list(call: &Call) -> Result<Answer, Problem> {
    let on = ops::hold::holds(&call.context)?;
    Ok(Answer::json(200, &HoldsReport(&on).json()).etag_of_body())
}

/// Sets a hold; the same hold by the same person is set once.
pub(super) fn set(call: &Call) -> Result<Answer, Problem> {
    let HoldInput { key_patterns, reason, until } = call.body()?;
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let reason = reason.ok_or_else(|| Problem::new(422, "reason-required", "a hold needs a reason"))?;
    let (environment, until) = (call.param("environment"), until.as_deref());
    let request = HoldRequest { environment, patterns: &key_patterns, reason: &reason, until };
    let decided = ops::hold::hold(&call.context, &request)?;
    Ok(Answer::json(200, &HoldReport { decided: &decided, dry_run: false }.json()))
}

/// Lifts a hold; one that is over stays so.
pub(super) fn lift(call: &Call) -> Result<Answer, Problem> {
    let input: ReasonInput = call.body()?;
    let reason = input.reason.or_else(|| call.query.get("reason").map(str::to_owned));
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let decided = ops::hold::unhold(&call.context, call.param("number"), &[], reason.as_deref())?;
    Ok(Answer::json(200, &HoldReport { decided: &decided, dry_run: false }.json()))
}
