//! `promote status`.

use super::session::{Answer, Result, Session};
use crate::ops::status::status;
use crate::render::reports::status::StatusReport;

/// Show the pipeline at a glance: what waits on each edge, what is open, who must act
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote status\n  promote status --only app=web -o json")]
pub(crate) struct Args {
    /// Only files whose capture has this value, as in --only app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let pipeline = status(&session.context, &args.only)?;
    session.print(&StatusReport(&pipeline))?;
    Ok(Answer::Yes)
}
