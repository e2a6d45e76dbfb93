//! `promote run-due`.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::execute::followed;
use super::signals::{End, Ends};
use super::{Answer, Failure, Format, Result, Session, terminal};
use crate::engine::OpError;
use crate::engine::execution::WriteOutcome;
use crate::ops::run_due::{RunItem, RunOutcome, RunReport, run_due};
use crate::render::{json, promotion};
use promote_model::text::visible;

/// Execute the promotions that are due
///
/// Run this from cron, a timer or a CI job, in any clone; several runs may overlap. Before a promotion is executed,
/// its approvals, windows, freezes and plan are checked again. If it cannot be executed, the reasons are recorded, and
/// the next run tries again until the promotion expires.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote run-due
  promote run-due --dry-run
  promote run-due --watch")]
pub(crate) struct Args {
    /// Keep running, and execute each promotion when it is due
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
}

/// So often what is due is looked up at the least: somebody may have scheduled something meanwhile.
const AT_LEAST: Duration = Duration::from_secs(60);

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    if args.watch {
        return watch(session);
    }
    let ran = run_due(&session.context, || false)?;
    if session.format == Format::Json {
        session.json(&json::ran(&ran))?;
    } else if ran.done.is_empty() && !session.quiet {
        let next = ran.next.map(|at| format!("; the next is due {}", promotion::time(at))).unwrap_or_default();
        writeln!(session.out, "Nothing is due{next}.")?;
    } else {
        ran.done.iter().try_for_each(|done| whole(session, done))?;
    }
    Ok(worst(&ran))
}

/// The exit code of the worst that came of any.
fn worst(ran: &RunReport) -> Answer {
    let code = ran.done.iter().filter_map(RunItem::exit).map(|exit| exit as u8).max();
    code.map_or(Answer::Yes, Answer::Part)
}

/// Stays until a signal comes. Nothing but the first look is fatal: a remote comes back.
fn watch(session: &mut Session<'_>) -> Result {
    let ends = Ends::watch()?;
    let ended = Cell::new(None);
    let stop = || {
        ended.set(ended.get().or_else(|| ends.wait(Duration::ZERO)));
        ended.get().is_some()
    };
    let (mut first, mut said, mut trouble) = (true, HashSet::new(), None);
    loop {
        session.context.now = terminal::clock().0;
        let mut wait = AT_LEAST;
        match run_due(&session.context, stop) {
            Ok(ran) => {
                wait = ran.next.map_or(wait, |next| until(next).min(wait));
                (first, trouble) = (false, None);
                report(session, &ran, &mut said)?;
            }
            Err(error) if first => return Err(error.into()),
            Err(error) => again(session, &error, &mut trouble)?,
        }
        session.remarks()?;
        session.out.flush()?;
        match ended.get().or_else(|| ends.wait(wait)) {
            None => {}
            // As an interrupted program ends; a service that was told to stop has done what it was asked.
            Some(End::Interrupted) => return Ok(Answer::Part(130)),
            Some(End::Told) => return Ok(Answer::Yes),
        }
    }
}

/// By the real clock, whatever git's is set to: it does not move.
fn until(next: Timestamp) -> Duration {
    let wait = next.duration_since(terminal::clock().0);
    // A clock is read to the millisecond.
    Duration::try_from(wait).unwrap_or_default() + Duration::from_millis(1)
}

/// What is new: what goes on standing in the way is said once.
fn report(session: &mut Session<'_>, ran: &RunReport, said: &mut HashSet<String>) -> std::result::Result<(), Failure> {
    for done in &ran.done {
        let id = done.view.promotion.id;
        let new = match &done.outcome {
            RunOutcome::Executed(_) | RunOutcome::Expired(_) | RunOutcome::Held { recorded: true, .. } => true,
            RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => said.insert(format!("{id} {error}")),
        };
        if !new {
            continue;
        }
        match session.format {
            Format::Json => {
                writeln!(session.out, "{}", promote_model::text::visible_json(&json::done(done).to_string()))?
            }
            _ => line(session, done)?,
        }
    }
    Ok(())
}

/// What keeps it from looking, once as long as it lasts.
fn again(session: &mut Session<'_>, error: &OpError, trouble: &mut Option<String>) -> std::io::Result<()> {
    let words = error.to_string();
    if trouble.as_ref() != Some(&words) {
        session.out.flush()?;
        writeln!(session.err, "error: {}; trying again", visible(&words))?;
        *trouble = Some(words);
    }
    Ok(())
}

/// One promotion in one line.
fn line(session: &mut Session<'_>, done: &RunItem) -> std::result::Result<(), Failure> {
    let view = &done.view;
    let id = view.promotion.id;
    let edge = format!("{} -> {}", view.promotion.source, view.promotion.target);
    let text = match &done.outcome {
        // A dry run's commit is not there for anybody to look at.
        RunOutcome::Executed(executed) if session.quiet && !session.context.dry_run => executed.commit.to_string(),
        _ if session.quiet => return Ok(()),
        RunOutcome::Executed(executed) => {
            let said = match executed.outcome {
                WriteOutcome::WouldApply => format!("Would execute promotion {id} on {}", executed.branch),
                WriteOutcome::Completed => format!("Recorded promotion {id}, written as {}", executed.commit.short()),
                WriteOutcome::Applied | WriteOutcome::AlreadyDone => {
                    format!("Executed promotion {id} as {} on {}", executed.commit.short(), executed.branch)
                }
            };
            format!("{said} ({edge}, due {})", promotion::time(done.due))
        }
        RunOutcome::Held { error, .. } => format!("Held: {error}"),
        RunOutcome::Expired(at) => {
            format!("Expired: promotion {id} ({edge}) was not to be executed after {}", promotion::time(*at))
        }
        RunOutcome::Failed(error) => format!("Failed: promotion {id} ({edge}): {error}"),
    };
    writeln!(session.out, "{}", visible(&text))?;
    Ok(())
}

/// One promotion with the files that followed, or with all that stands against it and what to do.
fn whole(session: &mut Session<'_>, done: &RunItem) -> std::result::Result<(), Failure> {
    line(session, done)?;
    if session.quiet {
        return Ok(());
    }
    match &done.outcome {
        RunOutcome::Executed(executed) => followed(session, &executed.followed)?,
        RunOutcome::Expired(_) => {
            session.next(&format!("promote schedule {} --at TIME", done.view.promotion.id))?;
        }
        RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => {
            error.causes().iter().try_for_each(|cause| writeln!(session.out, "  {}", visible(cause)))?;
            error.hints().iter().try_for_each(|hint| session.next(&visible(hint)))?;
        }
    }
    Ok(())
}
