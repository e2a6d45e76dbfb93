//! `promote unschedule`.

use super::session::{Answer, Result, Session};
use crate::ops::schedule::unschedule;
use crate::render::reports::end::{End, EndReport};

/// Remove a promotion's schedule; it stays open
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote unschedule @")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = unschedule(&session.context, &args.id)?;
    let dry_run = session.context.dry_run;
    session.print(&EndReport { view: &view, end: End::Unschedule, dry_run })?;
    Ok(Answer::Yes)
}
