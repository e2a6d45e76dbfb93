//! `promote events`.

use std::time::Duration;

use super::failure::Failure;
use super::session::{Answer, Result, Session};
use super::signals::{End, Ends};
use super::terminal;
use crate::engine::error::Exit;
use crate::ops::events::{Since, events, since};
use crate::render::reports::events::EventReport;
use promote_model::text::visible;

/// Print the events of the ledger, one line of JSON each
///
/// The 'id' of an event is the ledger commit that records it. A reader that remembers the last id and begins with
/// --since ID gets each event once, also after a restart.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote events
  promote events --since 2026-03-02T09:00Z
  promote events --follow --since 4f2c9d1a07")]
pub(crate) struct Args {
    /// Keep running, and print each event when it is recorded
    #[arg(long)]
    follow: bool,
    /// Begin behind this ledger commit, or at this time
    #[arg(long, value_name = "COMMIT|TIME")]
    since: Option<String>,
}

/// How often the ledger is read again. A remote is asked less often.
const HERE: Duration = Duration::from_secs(1);
const REMOTE: Duration = Duration::from_secs(10);

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let ends = if args.follow { Some(Ends::watch()?) } else { None };
    let begin = |text: &String| since(&session.context, text);
    let mut from = args.since.as_ref().map(begin).transpose()?.unwrap_or(Since::Beginning);
    let (mut first, mut wait) = (true, HERE);
    loop {
        session.context.now = terminal::clock().0;
        match print(session, &mut from) {
            Ok(remote) => {
                (first, wait) = (false, if remote { REMOTE } else { HERE });
            }
            // Later errors may be temporary: a remote that is away, for example.
            Err(Failure::Op(error)) if !first && error.exit() == Exit::Failure => {
                writeln!(session.err, "error: {}; trying again", visible(&error.to_string()))?;
            }
            Err(failure) => return Err(failure),
        }
        session.out.flush()?;
        let Some(ends) = &ends else { return Ok(Answer::Yes) };
        session.remarks()?;
        match ends.wait(wait) {
            None => {}
            Some(End::Interrupted) => return Ok(Answer::Part(130)),
            Some(End::Told) => return Ok(Answer::Yes),
        }
    }
}

/// Prints the events that are new; returns whether the ledger is at a remote.
fn print(session: &mut Session<'_>, from: &mut Since) -> std::result::Result<bool, Failure> {
    let context = session.context.clone();
    let read = events(&context, *from, |event| {
        session.print_next(&EventReport(event))?;
        // What was printed is not printed again, also after an error.
        *from = Since::Commit(event.id);
        Ok::<_, Failure>(true)
    })?;
    *from = read.next;
    Ok(read.remote)
}
