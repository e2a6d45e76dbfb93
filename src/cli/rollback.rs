//! `promote rollback`.

use super::session::{Answer, Result, Session};
use super::signals::interrupts;
use crate::ops::rollback::{RollbackRequest, rollback};
use crate::render::reports::rollback::RollbackReport;

/// Roll back exactly one promotion, or some of its keys
///
/// Writes a new commit that reverts the promotion. Later changes to other keys stay. A key that was changed since the
/// promotion is a conflict (exit code 4); the error names the commit that changed it. After a rollback with --key,
/// the promotion stays EXECUTED until all its keys are rolled back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote rollback 0192f0c1 --reason 'Timeouts in checkout'
  promote rollback 0192f0c1 --key query.timeout --reason 'Too long for mobile'")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it
    id: String,
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated
    #[arg(long = "key", value_name = "PATTERN")]
    keys: Vec<String>,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
    /// Roll back outside a window or during a freeze (needs permission)
    #[arg(long = "override")]
    overriding: bool,
    /// Put the keys on hold, so that no promotion brings them back before 'promote unhold'
    #[arg(long)]
    hold: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.interrupt = interrupts()?;
    let (keys, reason) = (args.keys.as_slice(), args.reason.as_str());
    let request = RollbackRequest { keys, reason, overriding: args.overriding, hold: args.hold };
    let done = rollback(&session.context, &args.id, &request)?;
    let dry_run = session.context.dry_run;
    session.print(&RollbackReport { done: &done, dry_run })?;
    if args.hold && done.hold.is_none() {
        session.context.remarks.add("nothing was left to roll back, so no hold was set; to set one: promote hold");
    }
    if let Some(hold) = &done.hold {
        session.next(&format!("to lift hold {}: promote unhold {}", hold.number, hold.number))?;
    }
    Ok(Answer::Yes)
}
