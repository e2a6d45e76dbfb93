//! `promote ledger`.

use super::session::{Answer, Result, Session};
use crate::ops::dispute::dispute;
use crate::render::reports::dispute::DisputeReport;

/// Decide about the ledger itself
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Dispute(Dispute),
}

/// Say that the time of an event is wrong
///
/// Nobody goes on from an event that is more than ten minutes ahead of their clock: its time would count for good. Once as
/// many people have disputed it as 'policy' in promote.yaml asks for, but at least one, the ledger's time goes on without
/// the event. The person who wrote the event does not count.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  promote ledger dispute 4b825dc6 --reason 'The clock of the build server was wrong'"
)]
struct Dispute {
    /// The commit of the event on the ledger's branch
    #[arg(value_name = "COMMIT")]
    event: String,
    /// Why the time is wrong
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let Command::Dispute(args) = &args.command;
    let dry_run = session.context.dry_run;
    let disputed = dispute(&session.context, &args.event, &args.reason)?;
    session.print(&DisputeReport { disputed: &disputed, dry_run })?;
    Ok(Answer::Yes)
}
