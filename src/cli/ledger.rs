//! `promote ledger`.

use super::session::{Answer, Result, Session};
use crate::ops::ledger::{dispute, move_policy, upgrade};
use crate::render::reports::ledger::LedgerReport;

/// Decide about the ledger itself
///
/// The ledger is the branch with the records of all promotions. A decision about it takes effect once as many people have
/// made it as 'policy' in promote.yaml asks for, but at least one: each of them runs the same command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote ledger dispute 4b825dc6 --reason 'A wrong clock'\n  \
    promote ledger policy-branch main --reason 'We renamed master'\n  promote ledger upgrade --reason 'Version 2'")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Dispute(Dispute),
    PolicyBranch(PolicyBranch),
    Upgrade(Upgrade),
}

/// Say that the time of an event is wrong
///
/// Nobody goes on from an event that is more than ten minutes ahead of their clock: its time would count for good. Once as
/// many people have disputed it as 'policy' in promote.yaml asks for, but at least one, the ledger's time goes on without
/// the event. The person who wrote the event does not count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote ledger dispute 4b825dc6 --reason 'A wrong clock'")]
struct Dispute {
    /// The commit of the event on the ledger's branch
    #[arg(value_name = "COMMIT")]
    event: String,
    /// Why the time is wrong
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Read promote.yaml from another branch from now on
///
/// The ledger says which branch's promote.yaml rules. If that branch is renamed or gone, or the default branch of the remote
/// is another one now, name the new one. It must have the same promote.yaml. To stay with a branch that is not the default
/// branch, name that one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote ledger policy-branch main --reason 'We renamed master'")]
struct PolicyBranch {
    /// The branch whose promote.yaml rules from now on
    branch: String,
    /// Why it rules
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Go on in the newest version of the ledger
///
/// Nothing else upgrades a ledger. Where 'policy' in promote.yaml asks for consents, proof begins after the upgrade: what
/// 'promote verify' finds before it is a notice.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote ledger upgrade --reason 'Version 2'")]
struct Upgrade {
    /// Why the ledger is upgraded
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let context = &session.context;
    let dry_run = context.dry_run;
    let decided = match &args.command {
        Command::Dispute(args) => dispute(context, &args.event, &args.reason)?,
        Command::PolicyBranch(args) => move_policy(context, &args.branch, &args.reason)?,
        Command::Upgrade(args) => upgrade(context, &args.reason)?,
    };
    session.print(&LedgerReport { decided: &decided, dry_run })?;
    Ok(Answer::Yes)
}
