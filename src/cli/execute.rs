//! `promote execute`.

use super::{Answer, Format, Result, Session};
use crate::model::text::visible;
use crate::ops::execute::{Executed, Outcome, execute};
use crate::render::{json, promotion};

/// Write a promotion to its target
///
/// One commit on the target's branch, in one step with the ledger; the files of a working tree that
/// has the branch checked out follow. Executing again is no error: it completes what is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote execute @ --dry-run\n  promote execute 0192f0c1")]
pub struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
}

pub fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let executed = execute(&session.context, &args.id)?;
    report(session, &executed)
}

pub(super) fn report(session: &mut Session<'_>, executed: &Executed) -> Result {
    let id = executed.view.promotion.id;
    if session.format == Format::Json {
        let json = json::landed(&executed.view, outcome(executed.outcome), &executed.branch, &executed.followed);
        session.json(&json)?;
        return Ok(Answer::Yes);
    }
    if session.quiet {
        // A dry run's commit is not there for anybody to look at.
        if !session.context.dry_run {
            writeln!(session.out, "{}", executed.commit)?;
        }
        return Ok(Answer::Yes);
    }
    let place = format!("{} on {}", executed.commit.short(), executed.branch);
    match executed.outcome {
        Outcome::WouldApply => {
            promotion::plan(session.out, session.look, &executed.view.promotion.plan.changes)?;
            writeln!(session.out, "Would execute promotion {id} on {}", executed.branch)?;
        }
        Outcome::Applied => writeln!(session.out, "Executed promotion {id} as {place}")?,
        Outcome::Completed => {
            let now = if session.context.dry_run { "would be recorded now" } else { "recorded it now" };
            writeln!(session.out, "Promotion {id} was written as {place} before; {now}")?;
        }
        Outcome::AlreadyDone => writeln!(session.out, "Promotion {id} was executed before, as {place}")?,
    }
    writeln!(session.out, "  {}", visible(&executed.title))?;
    followed(session, &executed.followed)?;
    if executed.outcome == Outcome::Applied {
        session.next(&format!("to take it back: promote rollback {id} --reason TEXT"))?;
    }
    Ok(Answer::Yes)
}

/// The working trees that were brought up.
pub(super) fn followed(session: &mut Session<'_>, roots: &[String]) -> std::io::Result<()> {
    roots.iter().try_for_each(|root| writeln!(session.out, "  files updated in {}", visible(root)))
}

/// The word for an outcome, for scripts.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::WouldApply => "would-apply",
        Outcome::Completed => "completed",
        Outcome::AlreadyDone => "already-done",
    }
}
