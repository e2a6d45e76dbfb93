//! `promote schedule`.

use super::{Answer, Format, Result, Session};
use crate::ops::schedule::{At, Scheduled, schedule};
use crate::render::{json, promotion};
use promote_model::text::visible;

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
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
    /// Due time: 'tomorrow 09:00', 'monday 09:00', '2026-11-24 09:00 Europe/Berlin' or RFC 3339
    #[arg(long, value_name = "TIME", group = "when")]
    at: Option<String>,
    /// Due after this time from now: '2h', '90m', '1d 12h'
    #[arg(long = "in", value_name = "LENGTH", group = "when")]
    after: Option<String>,
    /// Expire at this time, or this long after the due time
    #[arg(long, value_name = "TIME|LENGTH")]
    expires: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let at = match (&args.at, &args.after) {
        (Some(at), _) => At::Time(at),
        (None, after) => At::In(after.as_deref().unwrap_or_default()),
    };
    let scheduled = schedule(&session.context, &args.id, at, args.expires.as_deref())?;
    match session.format {
        Format::Json => session.json(&json::promotion(&scheduled.view))?,
        _ if session.quiet => {}
        _ => writeln!(session.out, "{}", sentence(&scheduled, session.context.dry_run))?,
    }
    session.next(&format!(
        "'promote run-due' executes it then; to take it off: promote unschedule {}",
        scheduled.view.promotion.id
    ))?;
    Ok(Answer::Yes)
}

fn sentence(scheduled: &Scheduled, dry_run: bool) -> String {
    let id = scheduled.view.promotion.id;
    let until = scheduled.expires.as_ref().map(|at| format!(", until {}", promotion::both(at))).unwrap_or_default();
    let when = format!("{}{until}", promotion::both(&scheduled.at));
    let said = match (scheduled.again, dry_run, scheduled.before) {
        (true, ..) => format!("Promotion {id} is scheduled already, for {when}"),
        (false, true, _) => format!("Would schedule promotion {id} for {when}"),
        (false, false, Some(before)) => {
            format!("Rescheduled promotion {id} from {} to {when}", promotion::time(before))
        }
        (false, false, None) => format!("Scheduled promotion {id} for {when}"),
    };
    visible(&said).into_owned()
}
