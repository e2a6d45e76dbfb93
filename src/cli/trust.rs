//! `promote trust`.

use std::io::{self, BufRead, IsTerminal};

use super::failure::Failure;
use super::output::Format;
use super::session::{Answer, Result, Session};
use crate::engine::OpError;
use crate::ops::trust::{Trust, look, set};
use crate::render::reports::trust::{TrustOutcome, TrustReport, commands};

/// Allow this clone to run the check commands of promote.yaml
///
/// A repository must not run code on your machine without your consent. This command shows the check commands and asks
/// for confirmation. The answer is stored in the git configuration of this clone (promote.trusted), and is valid until
/// promote.yaml changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote trust\n  promote trust --revoke")]
pub(crate) struct Args {
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
    /// Revoke trust
    #[arg(long, conflicts_with = "yes")]
    revoke: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let trust = look(&session.context)?;
    let outcome = if args.revoke {
        set(&session.context, None)?;
        TrustOutcome::Revoked
    } else if trust.trusted {
        TrustOutcome::Trusted
    } else if agreed(session, args, &trust)? {
        set(&session.context, Some(trust.policy))?;
        TrustOutcome::Trusted
    } else {
        TrustOutcome::NotTrusted
    };
    let dry_run = session.context.dry_run;
    session.print(&TrustReport { trust: &trust, outcome, dry_run })?;
    Ok(match outcome {
        TrustOutcome::Trusted | TrustOutcome::Revoked => Answer::Yes,
        TrustOutcome::NotTrusted => Answer::No,
    })
}

/// Shows the commands, and asks a person.
fn agreed(session: &mut Session<'_>, args: &Args, trust: &Trust) -> std::result::Result<bool, Failure> {
    if trust.commands.is_empty() {
        let message = format!("no check in the promote.yaml of {} runs a command: nothing to trust", trust.branch);
        return Err(OpError::Usage { message, hints: Vec::new() }.into());
    }
    if session.format == Format::Text && !session.quiet {
        commands(session.out, trust)?;
        session.out.flush()?;
    }
    if args.yes || session.context.dry_run {
        return Ok(true);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let message = "the check commands must be confirmed at a terminal, and there is none".to_owned();
        return Err(OpError::Usage { message, hints: vec!["promote trust --yes".to_owned()] }.into());
    }
    write!(session.err, "Let these commands run on this machine? [y/N] ")?;
    session.err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
