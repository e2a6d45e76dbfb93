//! `promote schedule`.

use super::session::{Answer, Result, Session};
use crate::ops::schedule::{At, schedule};
use crate::render::reports::schedule::ScheduleReport;

/// Schedule a promotion for later execution
///
/// 'promote run-due' executes the promotion when it is due, after everything is checked again. The due time must be
/// inside a window and outside all freezes of the target. Scheduling again changes the due time. A time without a zone
/// is in the local time zone.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("when").required(true),
    after_help = "\
Examples:
  promote schedule @ --at '2026-11-24 09:00 Europe/Berlin'
  promote schedule @ --at 'tomorrow 09:00' --expires 2h
  promote schedule 0192f0c1 --in 90m"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Due time: 'tomorrow 09:00', 'monday 09:00', '2026-11-24 09:00 Europe/Berlin' or RFC 3339
    #[arg(long, value_name = "TIME", group = "when")]
    at: Option<String>,
    /// Due this long from now: '2h', '90m', '1d 12h'
    #[arg(long = "in", value_name = "DURATION", group = "when")]
    after: Option<String>,
    /// Expire at this time, or this long after the due time
    #[arg(long, value_name = "TIME|DURATION")]
    expires: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let at = match (&args.at, &args.after) {
        (Some(at), _) => At::Time(at),
        (None, after) => At::In(after.as_deref().unwrap_or_default()),
    };
    let scheduled = schedule(&session.context, &args.id, at, args.expires.as_deref())?;
    let dry_run = session.context.dry_run;
    session.print(&ScheduleReport { scheduled: &scheduled, dry_run })?;
    let id = scheduled.view.promotion.name();
    session.next(&format!("'promote run-due' executes it then; to remove the schedule: promote unschedule {id}"))?;
    Ok(Answer::Yes)
}
