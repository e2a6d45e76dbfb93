//! `promote execute`.

use super::session::{Answer, Result, Session};
use super::signals::interrupts;
use crate::engine::execution::{Executed, WriteOutcome};
use crate::ops::execute::execute;
use crate::ops::propose::{ProposeRequest, propose};
use crate::render::reports::execute::ExecuteReport;

/// Write a promotion to its target
///
/// Writes one commit to the branch of the target and records it, in one transaction. If that branch is checked out,
/// the files of the working tree are updated. Executing again is not an error: it completes whatever an interrupted
/// run left undone. A scheduled promotion can be executed before it is due.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote execute @ --dry-run\n  promote execute 0192f0c1\n  promote execute 12 --branch --open"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Write to a branch for a merge request instead [default NAME: promote/ID]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true)]
    branch: Option<Option<String>>,
    /// With --branch: open the pull or merge request, too (with gh, glab or tea)
    #[arg(long, requires = "branch")]
    open: bool,
    /// Execute outside a window or during a freeze (needs permission and --reason)
    #[arg(long = "override", requires = "reason")]
    overriding: bool,
    /// Reason for the override (recorded)
    #[arg(long, value_name = "TEXT", requires = "overriding", value_parser = super::terminal::reason)]
    reason: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let overriding = args.reason.as_deref();
    session.context.interrupt = interrupts()?;
    if let Some(name) = &args.branch {
        let request = ProposeRequest { name: name.as_deref(), overriding, open: args.open };
        let proposed = propose(&session.context, &args.id, &request)?;
        return super::request::proposed(session, &proposed);
    }
    let executed = execute(&session.context, &args.id, overriding)?;
    report(session, &executed)
}

/// Prints an execution, and how to roll it back.
pub(super) fn report(session: &mut Session<'_>, executed: &Executed) -> Result {
    let dry_run = session.context.dry_run;
    session.print(&ExecuteReport { executed, dry_run })?;
    if executed.outcome == WriteOutcome::Applied {
        session.next(&format!("to roll it back: promote rollback {} --reason TEXT", executed.view.promotion.name()))?;
    }
    Ok(Answer::Yes)
}
