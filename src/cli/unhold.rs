//! `promote unhold`.

use super::session::{Answer, Result, Session};
use crate::ops::hold::unhold;
use crate::render::reports::hold::HoldReport;

/// Lift a hold, so that promotions are possible again
///
/// The person who set the hold lifts it, or a member of the groups that 'hold' and 'override' of the environment name in
/// promote.yaml. Anybody else says why, and the reason is recorded.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote unhold 7
  promote unhold production
  promote unhold production 'query.*' --reason 'It is over'")]
pub(crate) struct Args {
    /// The number of the hold, or its environment if only one hold is on there
    #[arg(value_name = "NUMBER|ENVIRONMENT")]
    hold: String,
    /// With an environment: the patterns of the hold, as they were given
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Reason (recorded); needed if you neither set the hold nor are in these groups
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let decided = unhold(&session.context, &args.hold, &args.patterns, args.reason.as_deref())?;
    let dry_run = session.context.dry_run;
    session.print(&HoldReport { decided: &decided, dry_run })?;
    Ok(Answer::Yes)
}
