//! `promote history`.

use super::list::at_least_one;
use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::key_history::key_history;
use crate::render::reports::history::HistoryReport;

/// Show one key through time and environments
///
/// Each value with the time since when an environment had it, newest first, and how it came: by a promotion (its number, its
/// source, who executed and who approved it), by a rollback with its reason, or by a commit that no promotion wrote. A commit
/// counts as a promotion's only if it is exactly what the promotion writes. A key that no environment has any more is found by
/// its file and its exact name, FILE:KEY.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote history query.timeout
  promote history query.timeout production --limit 5
  promote history application.yaml:query.timeout -o markdown")]
pub(crate) struct Args {
    /// Key: [FILE[#DOCUMENT]:]KEY, or its id
    key: String,
    /// Only this environment; NAME@REV for its state at a git revision
    environment: Option<String>,
    /// Show at most N values of each environment
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let found = key_history(&session.context, &args.key, args.environment.as_deref(), args.limit)?;
    session.print(&HistoryReport(&found))?;
    Ok(Answer::Yes)
}
