//! `promote rollback`.

use super::session::{Answer, Result, Session};
use crate::ops::rollback::rollback;
use crate::render::reports::rollback::RollbackReport;

/// Take back exactly one promotion, or some of its keys
///
/// What came later stays. A key that was changed since is a conflict, named with the commit that
/// changed it. With --key the promotion stays EXECUTED until all its changes are taken back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote rollback 0192f0c1 --reason 'Timeouts in checkout'
  promote rollback 0192f0c1 --key query.timeout --reason 'Too long for mobile'")]
pub(crate) struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
    /// Take back only the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated
    #[arg(long = "key", value_name = "PATTERN")]
    keys: Vec<String>,
    /// Why; it is recorded
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
    /// Roll back although a window or a freeze keeps the target closed, where rollbacks keep to them: for who may
    #[arg(long = "override")]
    overriding: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let done = rollback(&session.context, &args.id, &args.keys, &args.reason, args.overriding)?;
    let dry_run = session.context.dry_run;
    session.print(&RollbackReport { done: &done, dry_run })?;
    Ok(Answer::Yes)
}
