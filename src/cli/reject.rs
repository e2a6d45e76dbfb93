//! `promote reject`.

use super::session::{Answer, Result, Session};
use crate::ops::reject::reject;
use crate::render::reports::end::{End, EndReport};

/// Reject the plan of a promotion
///
/// A rejected promotion cannot be executed until 'promote refresh' plans it again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote reject @ --reason 'Not before the release'")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = reject(&session.context, &args.id, &args.reason)?;
    let dry_run = session.context.dry_run;
    session.print(&EndReport { view: &view, end: End::Reject, dry_run })?;
    session.next(&format!("promote refresh {}", view.promotion.name()))?;
    Ok(Answer::Yes)
}
