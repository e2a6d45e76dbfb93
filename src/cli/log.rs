//! `promote log`.

use super::list::at_least_one;
use super::session::{Answer, Result, Session};
use crate::ops::list::log;
use crate::render::reports::list::LogReport;

/// List promotions into an environment, newest first
///
/// Each line names the keys that the promotion wrote. Its notes are on the lines below; at a terminal, only the first one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote log production --limit 10
  promote log production 'query.*'")]
pub(crate) struct Args {
    /// Environment that was promoted into
    environment: String,
    /// Only promotions that wrote a key that matches [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; see 'promote help patterns'
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Show at most N promotions
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let logged = log(&session.context, &args.environment, &args.patterns, args.limit)?;
    let narrowed = !args.patterns.is_empty();
    session.print(&LogReport { logged: &logged, environment: &args.environment, narrowed })?;
    Ok(Answer::Yes)
}
