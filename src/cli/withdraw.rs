//! `promote withdraw`.

use super::session::{Answer, Result, Session};
use crate::ops::withdraw::withdraw;
use crate::render::reports::withdraw::WithdrawReport;

/// Withdraw your own approval of a promotion
///
/// This is possible any time before the promotion is executed. You can approve it again later. To stop the promotion,
/// reject it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote withdraw @\n  promote withdraw 0192f0c1 --dry-run")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = withdraw(&session.context, &args.id)?;
    let dry_run = session.context.dry_run;
    session.print(&WithdrawReport { view: &view, dry_run })?;
    Ok(Answer::Yes)
}
