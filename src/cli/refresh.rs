//! `promote refresh`.

use super::session::{Answer, Result, Session};
use crate::ops::refresh::refresh;
use crate::render::reports::create::{PlanReport, Planning};

/// Plan a promotion anew on today's source and target
///
/// The request stays the same; validation, approvals and a rejection lapse. Where nothing differs any
/// more the promotion stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote refresh @")]
pub(crate) struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let refreshed = refresh(&session.context, &args.id)?;
    refreshed.in_the_clear.iter().for_each(|words| session.context.remarks.add(words));
    session.print(&PlanReport { created: &refreshed, planning: Planning::Refresh })?;
    match &refreshed.view {
        Some(view) => session.next(&format!("promote validate {}", view.promotion.id))?,
        None => session.next(&format!("promote cancel {} --reason 'Nothing differs any more'", args.id))?,
    }
    Ok(Answer::Yes)
}
