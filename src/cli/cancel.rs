//! `promote cancel`.

use super::{Result, Session, end};
use crate::ops::cancel::cancel;

/// Give a promotion up, any time before it is executed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote cancel @ --reason 'Superseded'")]
pub(crate) struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
    /// Why; it is recorded
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = cancel(&session.context, &args.id, &args.reason)?;
    end::report(session, &view, "cancel", "Cancelled")
}
