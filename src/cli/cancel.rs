//! `promote cancel`.

use super::{Result, Session, end};
use crate::ops::cancel::cancel;

/// Close a promotion without executing it
///
/// This is possible any time before it is executed. A closed promotion cannot be opened again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote cancel @ --reason 'Superseded'")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = cancel(&session.context, &args.id, &args.reason)?;
    end::report(session, &view, "cancel", "Cancelled")
}
