//! `create --edit`: the notes of a promotion, written with its plan in sight.

use super::editor::{Written, write};
use super::failure::Failure;
use super::session::Session;
use crate::engine::editing::Editing;
use crate::engine::{Context, Remarks};
use crate::ops::create::create;
use crate::ops::request::Body;
use crate::render::plan_comment::of_plan;
use promote_model::text::count;

/// Lets the person write the notes of a request; `None` where there is nothing to promote. The plan is the one that would be made
/// now.
///
/// # Errors
/// As for `create`, or if the editor fails.
pub(super) fn write_notes(
    session: &mut Session<'_>,
    editing: &Editing,
    body: &Body,
) -> Result<Option<Written>, Failure> {
    // The creation says it again.
    let context = Context { dry_run: true, remarks: Remarks::default(), ..session.context.clone() };
    let (source, target) = (&body.source_environment, &body.target_environment);
    let planned = create(&context, source, target, &body.clone().request())?;
    let Some(view) = &planned.view else { return Ok(None) };
    let keys = count(view.promotion.plan.changes.len(), "key");
    let comments = format!(
        "These are the notes of a promotion of {keys} from {} to {}. They become the body of its commit.\n\n{}",
        planned.source,
        planned.target,
        of_plan(view, &planned.target)
    );
    write(session, editing, body.notes.as_deref().unwrap_or_default(), &comments).map(Some)
}
