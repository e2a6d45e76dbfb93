//! `create` and `refresh`.

use super::paths::PROMOTIONS;
use crate::engine::draft::Created;
use crate::engine::etag::etag;
use crate::ops;
use crate::ops::inputs::RefreshInput;
use crate::ops::request::Body;
use crate::render::report::Report as _;
use crate::render::reports::create::{PlanReport, Planning};
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;

/// Creates a promotion. Where nothing differs there is none, and the status is 200.
pub(super) fn create(call: &Call) -> Result<Answer, Problem> {
    let body: Body = call.body()?;
    let (source, target) = (body.source_environment.clone(), body.target_environment.clone());
    let created = ops::create::create(&call.context, &source, &target, &body.request())?;
    let Some(view) = &created.view else { return Ok(answer(200, &created, Planning::Create)) };
    let place = format!("{PROMOTIONS}/{}", view.promotion.id);
    let answer = answer(201, &created, Planning::Create).location(&place);
    Ok(if created.repeated { answer.header("idempotency-replayed", "true") } else { answer })
}

/// Plans a promotion again.
pub(super) fn refresh(call: &Call) -> Result<Answer, Problem> {
    let input: RefreshInput = call.body()?;
    let created = ops::refresh::refresh(&call.context, call.id(), input.undo)?;
    Ok(answer(200, &created, Planning::Refresh))
}

fn answer(status: u16, created: &Created, planning: Planning) -> Answer {
    let answer = Answer::json(status, &PlanReport { created, planning }.json());
    match &created.view {
        Some(view) => answer.etag(&etag(&view.events)),
        None => answer,
    }
}
