//! `promote execute`.

use super::{Answer, Format, Result, Session};
use crate::engine::execution::{Executed, WriteOutcome};
use crate::ops::execute::execute;
use crate::ops::propose::{Proposed, propose};
use crate::render::{json, promotion};
use promote_model::text::visible;

/// Write a promotion to its target
///
/// Writes one commit to the branch of the target and records it, in one transaction. If that branch is checked out,
/// the files of the working tree are updated. Executing again is not an error: it completes whatever an interrupted
/// run left undone. A scheduled promotion can be executed before it is due.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote execute @ --dry-run\n  promote execute 0192f0c1")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
    /// Write to a branch for a merge request instead [default NAME: promote/ID]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true)]
    branch: Option<Option<String>>,
    /// Execute outside a window or during a freeze (needs permission and --reason)
    #[arg(long = "override", requires = "reason")]
    overriding: bool,
    /// Reason for the override (recorded)
    #[arg(long, value_name = "TEXT", requires = "overriding", value_parser = super::terminal::reason)]
    reason: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let overriding = args.reason.as_deref();
    if let Some(name) = &args.branch {
        let proposed = propose(&session.context, &args.id, name.as_deref(), overriding)?;
        return propose_report(session, &proposed);
    }
    let executed = execute(&session.context, &args.id, overriding)?;
    report(session, &executed)
}

pub(super) fn report(session: &mut Session<'_>, executed: &Executed) -> Result {
    let id = executed.view.promotion.id;
    if session.format == Format::Json {
        let json =
            json::landed(&executed.view, json::landed_word(executed.outcome), &executed.branch, &executed.followed);
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
        WriteOutcome::WouldApply => {
            promotion::plan(session.out, session.look, &executed.view.promotion.plan.changes)?;
            writeln!(session.out, "Would execute promotion {id} on {}", executed.branch)?;
        }
        WriteOutcome::Applied => writeln!(session.out, "Executed promotion {id} as {place}")?,
        WriteOutcome::Completed => {
            let now = if session.context.dry_run { "would be recorded now" } else { "recorded it now" };
            writeln!(session.out, "Promotion {id} was written as {place} before; {now}")?;
        }
        WriteOutcome::AlreadyDone => writeln!(session.out, "Promotion {id} was executed before, as {place}")?,
    }
    writeln!(session.out, "  {}", visible(&executed.title))?;
    if let Some(reason) = &executed.overriding {
        writeln!(session.out, "  overriding what is closed: {}", visible(reason))?;
    }
    if let Some(schedule) =
        executed.view.state.scheduled.as_ref().filter(|_| executed.outcome != WriteOutcome::AlreadyDone)
    {
        writeln!(session.out, "  it was scheduled for {}", promotion::time(schedule.at))?;
    }
    followed(session, &executed.followed)?;
    if executed.outcome == WriteOutcome::Applied {
        session.next(&format!("to take it back: promote rollback {id} --reason TEXT"))?;
    }
    Ok(Answer::Yes)
}

/// Title and text are for a merge request; a script takes them from the JSON, or the commit.
fn propose_report(session: &mut Session<'_>, proposed: &Proposed) -> Result {
    if session.format == Format::Json {
        session.json(&json::proposed(proposed))?;
        return Ok(Answer::Yes);
    }
    if session.quiet {
        writeln!(session.out, "{}", proposed.branch)?;
        return Ok(Answer::Yes);
    }
    let (id, place) = (proposed.view.promotion.id, format!("{} on {}", proposed.commit.short(), proposed.branch));
    match (session.context.dry_run, proposed.before) {
        (true, false) => writeln!(session.out, "Would propose promotion {id} on {}", proposed.branch)?,
        (_, true) => writeln!(session.out, "Promotion {id} was proposed before, as {place}")?,
        (false, false) => writeln!(session.out, "Proposed promotion {id} as {place}")?,
    }
    writeln!(session.out, "\n{}\n", visible(&proposed.title))?;
    proposed.body.lines().try_for_each(|line| writeln!(session.out, "{}", visible(line)))?;
    session.next(&format!(
        "merge {} into {}; the next command that writes to the ledger records it",
        proposed.branch, proposed.into
    ))?;
    Ok(Answer::Yes)
}

/// The working trees that were brought up.
pub(super) fn followed(session: &mut Session<'_>, roots: &[String]) -> std::io::Result<()> {
    roots.iter().try_for_each(|root| writeln!(session.out, "  files updated in {}", visible(root)))
}
