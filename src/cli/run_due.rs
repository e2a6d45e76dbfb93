//! `promote run-due`.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::failure::Failure;
use super::session::{Answer, Result, Session};
use super::signals::{End, Ends, interrupts};
use super::terminal;
use crate::engine::OpError;
use crate::ops::run_due::{RunItem, RunOutcome, RunReport, run_due};
use crate::render::reports::run_due::{RunDueReport, RunItemReport};
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

/// The longest time between two runs: another user may have scheduled a promotion meanwhile.
const AT_LEAST: Duration = Duration::from_secs(60);

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    if args.watch {
        return watch(session);
    }
    session.context.interrupt = interrupts()?;
    let ran = run_due(&session.context, || false)?;
    let dry_run = session.context.dry_run;
    session.print(&RunDueReport { ran: &ran, dry_run })?;
    for item in &ran.done {
        match &item.outcome {
            RunOutcome::Executed(_) => {}
            RunOutcome::Expired(_) => {
                session.next(&format!("promote schedule {} --at TIME", item.view.promotion.name()))?
            }
            RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => {
                error.hints().iter().try_for_each(|hint| session.next(&visible(hint)))?;
            }
        }
    }
    Ok(worst(&ran))
}

/// The exit code of the worst outcome.
fn worst(ran: &RunReport) -> Answer {
    let code = ran.done.iter().filter_map(RunItem::exit).map(|exit| exit as u8).max();
    code.map_or(Answer::Yes, Answer::Part)
}

/// Runs until a signal arrives. Only an error of the first run is fatal: later ones may be temporary.
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
            // An interrupted program exits with 130; a stopped service has not failed.
            Some(End::Interrupted) => return Ok(Answer::Part(130)),
            Some(End::Told) => return Ok(Answer::Yes),
        }
    }
}

/// The time until `next` by the real clock: a time set with GIT_COMMITTER_DATE does not advance.
fn until(next: Timestamp) -> Duration {
    let wait = next.duration_since(terminal::clock().0);
    // A clock is read to the millisecond.
    Duration::try_from(wait).unwrap_or_default() + Duration::from_millis(1)
}

/// Prints new outcomes; the same obstacle is reported only once.
fn report(session: &mut Session<'_>, ran: &RunReport, said: &mut HashSet<String>) -> std::result::Result<(), Failure> {
    for done in &ran.done {
        let id = done.view.promotion.name();
        let new = match &done.outcome {
            RunOutcome::Executed(_) | RunOutcome::Expired(_) | RunOutcome::Held { recorded: true, .. } => true,
            RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => said.insert(format!("{id} {error}")),
        };
        if !new {
            continue;
        }
        session.print_next(&RunItemReport(done))?;
    }
    Ok(())
}

/// Reports an error of a run; the same error is reported only once in a row.
fn again(session: &mut Session<'_>, error: &OpError, trouble: &mut Option<String>) -> std::io::Result<()> {
    let words = error.to_string();
    if trouble.as_ref() != Some(&words) {
        session.out.flush()?;
        writeln!(session.err, "error: {}; trying again", visible(&words))?;
        *trouble = Some(words);
    }
    Ok(())
}
