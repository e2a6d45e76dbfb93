//! `promote hold`.

use super::session::{Answer, Result, Session};
use crate::engine::OpError;
use crate::ops::hold::{HoldRequest, hold, holds};
use crate::ops::keys::list_keys;
use crate::render::reports::hold::{HoldReport, HoldsReport};

/// Stop promotions to an environment, or to some of its keys
///
/// Without arguments, the holds that are on are listed. While a hold is on, 'execute', 'schedule' and 'run-due' refuse every promotion that changes one of its keys, and 'verify'
/// reports one that landed all the same. Rollbacks are possible. A hold ends when somebody lifts it ('promote unhold'), or at
/// its time.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote hold
  promote hold production --reason 'Incident 42'
  promote hold production 'query.*' --reason 'Load test' --until 'today 18:00'")]
pub(crate) struct Args {
    /// The environment
    #[arg(requires = "reason")]
    environment: Option<String>,
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; all keys without it
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason, requires = "environment")]
    reason: Option<String>,
    /// End at this time, or after this long: 'tomorrow 09:00', '2h'
    #[arg(long, value_name = "TIME|DURATION", requires = "environment")]
    until: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let (Some(environment), Some(reason)) = (&args.environment, &args.reason) else {
        let on = holds(&session.context)?;
        session.print(&HoldsReport(&on))?;
        return Ok(Answer::Yes);
    };
    let request = HoldRequest { environment, patterns: &args.patterns, reason, until: args.until.as_deref() };
    let decided = hold(&session.context, &request)?;
    let dry_run = session.context.dry_run;
    session.print(&HoldReport { decided: &decided, dry_run })?;
    // A key may be held before it exists.
    if let Err(error @ OpError::Usage { .. }) = list_keys(&session.context, environment, &args.patterns, &[]) {
        let hints = error.hints();
        session.context.remarks.add(hints.iter().fold(error.to_string(), |text, hint| format!("{text}; {hint}")));
    }
    session.next(&format!("to lift it: promote unhold {}", decided.hold.number))?;
    Ok(Answer::Yes)
}
