//! `promote cancel`.

use super::session::{Answer, Result, Session};
use crate::ops::cancel::cancel;
use crate::render::reports::end::{End, EndReport};

/// Close a promotion without executing it
///
/// This is possible any time before it is executed. A closed promotion cannot be opened again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote cancel @ --reason 'Superseded'")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = cancel(&session.context, &args.id, &args.reason)?;
    let dry_run = session.context.dry_run;
    session.print(&EndReport { view: &view, end: End::Cancel, dry_run })?;
    Ok(Answer::Yes)
}
