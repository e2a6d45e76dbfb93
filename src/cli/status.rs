//! `promote status`.

use super::session::{Answer, Result, Session};
use crate::ops::status::status;
use crate::render::reports::status::StatusReport;

/// Show what differs, what is open and who must act
///
/// For each edge of the pipeline (staging -> production), the output counts the keys that wait: those that staging changed
/// since both held one value. Below stand the other differences. A list of the open promotions follows, with what each of
/// them waits for.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote status\n  promote status production\n  promote status --only app=web -o json"
)]
pub(crate) struct Args {
    /// Only the edges from and to this environment
    environment: Option<String>,
    /// Only files with this capture value, such as app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let pipeline = status(&session.context, args.environment.as_deref(), &args.only)?;
    session.print(&StatusReport(&pipeline))?;
    Ok(Answer::Yes)
}
