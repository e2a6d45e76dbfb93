//! Decisions about one promotion that write to the ledger alone.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::caller::SignedStatement;
use crate::engine::etag::etag;
use crate::engine::view::PromotionView;
use crate::ops;
use crate::ops::attest::TestResult;
use crate::ops::inputs::{ApproveInput, AttestInput, ReasonInput, ScheduleInput};
use crate::ops::schedule::At;
use crate::render::report::Report as _;
use crate::render::reports::end::{End, EndReport};
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;
use promote_core::promotion::Status;

/// The promotion after a step.
pub(super) fn promotion(view: &PromotionView) -> Answer {
    let report = EndReport { view, end: End::Cancel, dry_run: false };
    Answer::json(200, &report.json()).etag(&etag(&view.events))
}

/// Runs every check.
pub(super) fn validate(call: &Call) -> Result<Answer, Problem> {
    Ok(promotion(&ops::validate::validate(&call.context, call.id())?))
}

/// Approves a plan. Where the target asks for a signature, the client brings its own statement and signature.
pub(super) fn approve(call: &Call) -> Result<Answer, Problem> {
    let input: ApproveInput = call.body()?;
    let mut context = call.context.clone();
    if let Some(caller) = &mut context.caller {
        caller.signed = match (input.statement, input.signature) {
            (Some(statement), Some(signature)) => {
                Some(Arc::new(SignedStatement { statement: statement.into_bytes(), signature }))
            }
            (None, None) => None,
            _ => {
                return Err(Problem::new(422, "bad-request", "'statement' and 'signature' belong together"));
            }
        };
    }
    let approved = ops::approve::approve(&context, call.id(), input.digest.as_deref())?;
    Ok(promotion(&approved.view))
}

/// Withdraws an approval.
pub(super) fn withdraw(call: &Call) -> Result<Answer, Problem> {
    Ok(promotion(&ops::withdraw::withdraw(&call.context, call.id())?))
}

/// Rejects a plan; a reason is always needed.
pub(super) fn reject(call: &Call) -> Result<Answer, Problem> {
    let input: ReasonInput = call.body()?;
    let reason = input.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let reason = reason.ok_or_else(|| Problem::new(422, "reason-required", "a rejection needs a reason"))?;
    Ok(promotion(&ops::reject::reject(&call.context, call.id(), &reason)?))
}

/// Records the result of a test.
pub(super) fn attest(call: &Call) -> Result<Answer, Problem> {
    let AttestInput { name, ok, url, notes } = call.body()?;
    Ok(promotion(&ops::attest::attest(&call.context, call.id(), &TestResult { name, ok, url, notes })?))
}

/// Sets the time of an execution.
pub(super) fn schedule(call: &Call) -> Result<Answer, Problem> {
    let input: ScheduleInput = call.body()?;
    let at = match (&input.scheduled_at, &input.within) {
        (Some(at), None) => At::Time(at),
        (None, Some(within)) => At::In(within),
        _ => return Err(Problem::new(422, "bad-request", "give either 'scheduledAt' or 'in'")),
    };
    let scheduled = ops::schedule::schedule(&call.context, call.id(), at, input.expires.as_deref())?;
    Ok(promotion(&scheduled.view))
}

/// Removes a schedule.
pub(super) fn unschedule(call: &Call) -> Result<Answer, Problem> {
    Ok(promotion(&ops::schedule::unschedule(&call.context, call.id())?))
}

/// Cancels a promotion; one that is cancelled already stays so.
pub(super) fn cancel(call: &Call) -> Result<Answer, Problem> {
    let input: ReasonInput = call.body()?;
    let reason = call.reason(input.reason.or_else(|| call.query.get("reason").map(str::to_owned)))?;
    match ops::cancel::cancel(&call.context, call.id(), &reason) {
        Err(OpError::IllegalStep { status: Status::Cancelled, .. }) => {
            Ok(promotion(&ops::show::show(&call.context, call.id())?))
        }
        cancelled => Ok(promotion(&cancelled?)),
    }
}
