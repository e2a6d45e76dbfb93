//! `promote unschedule`.

use super::{Result, Session, end};
use crate::ops::schedule::unschedule;

/// Remove a promotion's schedule; it stays open
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote unschedule @")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = unschedule(&session.context, &args.id)?;
    end::report(session, &view, "unschedule", "Unscheduled")
}
