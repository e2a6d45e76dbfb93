//! `promote log`.

use super::list::at_least_one;
use super::session::{Answer, Result, Session};
use crate::ops::list::log;
use crate::render::reports::list::LogReport;

/// List promotions into an environment, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote log production --limit 10")]
pub(crate) struct Args {
    /// Environment that was promoted into
    environment: String,
    /// Show at most N promotions
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let views = log(&session.context, &args.environment, args.limit)?;
    session.print(&LogReport { views: &views, environment: &args.environment })?;
    Ok(Answer::Yes)
}
