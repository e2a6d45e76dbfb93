//! `promote refresh`.

use super::create;
use super::session::{Answer, Result, Session};
use super::undo::Undo;
use crate::ops::refresh::refresh;
use crate::render::reports::create::{PlanReport, Planning};

/// Re-plan a promotion against the current source and target
///
/// The selection of keys stays the same. If the plan is another one now, validation, approvals, attestations, a schedule
/// and a rejection lapse. If it is the same, or if source and target no longer differ, the promotion is left unchanged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote refresh @")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    #[command(flatten)]
    undo: Undo,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let refreshed = refresh(&session.context, &args.id, args.undo.choice())?;
    refreshed.unmasked_secrets.iter().for_each(|words| session.context.remarks.add(words));
    create::remark(session, &refreshed);
    session.print(&PlanReport { created: &refreshed, planning: Planning::Refresh })?;
    match &refreshed.view {
        Some(_) if refreshed.up_to_date => {}
        Some(view) => session.next(&format!("promote validate {}", view.promotion.name()))?,
        None => session.next(&format!("promote cancel {} --reason 'Nothing differs any more'", args.id))?,
    }
    Ok(Answer::Yes)
}
