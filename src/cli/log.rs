//! `promote log`.

use clap::builder::NonEmptyStringValueParser;

use super::list::at_least_one;
use super::session::{Answer, Result, Session};
use crate::engine::period::Period;
use crate::ops::log::{LogRequest, log};
use crate::render::reports::list::LogReport;

/// List promotions into an environment, newest first
///
/// Each line names the keys that the promotion wrote. Its notes are on the lines below; at a terminal, only the first one.
///
/// A TIME is a time (2026-03-02T09:00Z), a day (2026-03-02), of which the beginning counts, or a duration before now (90d).
/// With -o csv each row is a promotion with its approvers and their signatures, for auditors.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote log production --limit 10
  promote log production 'query.*'
  promote log production --since 2026-01-01 --until 2026-04-01 -o csv
  promote log production --since 30d --by ann@acme.com")]
pub(crate) struct Args {
    /// Environment that was promoted into
    environment: String,
    /// Only promotions that wrote a key that matches [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; see 'promote help patterns'
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only promotions that were executed at this time or later
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only promotions that were executed before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only promotions in which this person acted: a part of a name or an email address
    #[arg(long, value_name = "PERSON", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
    /// Show at most N promotions
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let (since, until, by) = (args.since.as_deref(), args.until.as_deref(), args.by.as_deref());
    let period = Period::parse(&session.context, since, until)?;
    let request =
        LogRequest { environment: &args.environment, patterns: &args.patterns, period, by, limit: args.limit };
    let logged = log(&session.context, &request)?;
    let narrowed = !args.patterns.is_empty() || period != Period::ALL || by.is_some();
    session.print(&LogReport { logged: &logged, environment: &args.environment, narrowed })?;
    Ok(Answer::Yes)
}
