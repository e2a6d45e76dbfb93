//! `promote withdraw`.

use super::approve::stands;
use super::{Answer, Format, Result, Session};
use crate::ops::withdraw::withdraw;
use crate::render::json;

/// Withdraw your own approval of a promotion
///
/// This is possible any time before the promotion is executed. You can approve it again later. To stop the promotion,
/// reject it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote withdraw @\n  promote withdraw 0192f0c1 --dry-run")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = withdraw(&session.context, &args.id)?;
    let said = if session.context.dry_run { "Would withdraw" } else { "Withdrew" };
    match session.format {
        Format::Json => session.json(&json::promotion(&view))?,
        _ if session.quiet => {}
        _ => writeln!(session.out, "{said} your approval of promotion {}: {}", view.promotion.id, stands(&view))?,
    }
    Ok(Answer::Yes)
}
