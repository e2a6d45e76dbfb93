//! `promote cache`.

use super::session::{Answer, Result, Session};
use crate::ops::cache::{clear, look};
use crate::render::reports::cache::CacheReport;

/// Show the caches in the git directory, or remove them
///
/// Commands remember in this clone what they found in content that does not change: how keys differ, how many there are, in
/// which files a check found nothing. All of it may be removed at any time; the next commands take longer once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote cache\n  promote cache --clear")]
pub(crate) struct Args {
    /// Remove the caches
    #[arg(long)]
    clear: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let context = &session.context;
    let caches = if args.clear { clear(context)? } else { look(context)? };
    session.print(&CacheReport { caches: &caches, clear: args.clear })?;
    Ok(Answer::Yes)
}
