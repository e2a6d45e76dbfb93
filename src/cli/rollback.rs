//! `promote rollback`.

use super::execute::followed;
use super::{Answer, Format, Result, Session};
use crate::engine::execution::WriteOutcome;
use crate::ops::rollback::rollback;
use crate::render::{json, promotion};
use promote_model::text::visible;

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
    /// The promotion: its id or a unique beginning of it
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
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let done = rollback(&session.context, &args.id, &args.keys, &args.reason, args.overriding)?;
    let id = done.view.promotion.id;
    if session.format == Format::Json {
        session.json(&json::landed(&done.view, json::landed_word(done.outcome), &done.branch, &done.followed))?;
        return Ok(Answer::Yes);
    }
    if session.quiet {
        // A dry run's commit is not there for anybody to look at.
        if !session.context.dry_run {
            writeln!(session.out, "{}", done.commit)?;
        }
        return Ok(Answer::Yes);
    }
    promotion::plan(session.out, session.look, &done.changes)?;
    let part = if done.view.state.rolled_back { "promotion" } else { "part of promotion" };
    let place = format!("{} on {}", done.commit.short(), done.branch);
    match done.outcome {
        WriteOutcome::WouldApply => writeln!(session.out, "Would roll back {part} {id} on {}", done.branch)?,
        WriteOutcome::Applied => writeln!(session.out, "Rolled back {part} {id} as {place}")?,
        WriteOutcome::Completed => {
            let now = if session.context.dry_run { "would be recorded now" } else { "recorded it now" };
            writeln!(session.out, "That was rolled back before, as {place}; {now}")?;
        }
        WriteOutcome::AlreadyDone => writeln!(session.out, "That was rolled back before, as {place}")?,
    }
    writeln!(session.out, "  {}", visible(&done.title))?;
    followed(session, &done.followed)?;
    Ok(Answer::Yes)
}
