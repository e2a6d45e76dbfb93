//! `promote stats`.

use super::session::{Answer, Result, Session};
use crate::engine::period::Period;
use crate::ops::stats::stats;
use crate::render::reports::stats::StatsReport;

/// Show how promotions into an environment went
///
/// Counts the promotions of a period and how many of them were rolled back since; measures the lead time of each key (from its
/// value in the source to its value here), the time from a plan to its last approval, and failed attestations.
///
/// A TIME is a time (2026-03-02T09:00Z), a day (2026-03-02), of which the beginning counts, or a duration before now (90d).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote stats production
  promote stats production --since 2026-01-01 --until 2026-04-01 -o json
  promote stats production --since 30d -o openmetrics > promote.prom")]
pub(crate) struct Args {
    /// Environment that was promoted into
    environment: String,
    /// Begin of the period
    #[arg(long, value_name = "TIME", default_value = "90d")]
    since: String,
    /// End of the period (default: now)
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let period = Period::parse(&session.context, Some(&args.since), args.until.as_deref())?;
    let found = stats(&session.context, &args.environment, period)?;
    session.print(&StatsReport(&found))?;
    Ok(Answer::Yes)
}
