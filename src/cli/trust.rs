//! `promote trust`.

use std::io::{self, BufRead, IsTerminal};

use super::{Answer, Format, Result, Session};
use crate::engine::OpError;
use crate::ops::trust::{look, set};
use crate::render::json;
use crate::render::style::table;
use promote_model::text::visible;

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
    let trusted = if args.revoke { false } else { trust.trusted || agreed(session, args, &trust)? };
    if args.revoke {
        set(&session.context, None)?;
    } else if trusted && !trust.trusted {
        set(&session.context, Some(trust.policy))?;
    }
    match session.format {
        Format::Json => session.json(&json::trust(&trust, trusted))?,
        _ if session.quiet => {}
        _ => {
            let what = format!("the promote.yaml of {} ({})", visible(&trust.branch), trust.policy.short());
            let said = match (args.revoke, trusted, session.context.dry_run) {
                (true, _, false) => "No promote.yaml is trusted any more: commands of checks are not run".to_owned(),
                (true, _, true) => "No promote.yaml would be trusted any more".to_owned(),
                (false, true, true) => format!("Would trust {what}"),
                (false, true, false) => format!("Trusted {what}, as it stands now"),
                (false, false, _) => format!("Not trusted: {what}"),
            };
            writeln!(session.out, "{said}")?;
        }
    }
    Ok(if trusted || args.revoke { Answer::Yes } else { Answer::No })
}

/// Shows what would be run, and asks a person.
fn agreed(
    session: &mut Session<'_>,
    args: &Args,
    trust: &crate::ops::trust::Trust,
) -> std::result::Result<bool, super::Failure> {
    if trust.commands.is_empty() {
        let message =
            format!("no check in the promote.yaml of {} runs a command: there is nothing to trust", trust.branch);
        return Err(OpError::Usage { message, hints: Vec::new() }.into());
    }
    if session.format != Format::Json && !session.quiet {
        let row = |(name, command): &(String, String)| vec![visible(name).into_owned(), visible(command).into_owned()];
        table(session.out, "  ", &trust.commands.iter().map(row).collect::<Vec<_>>())?;
        session.out.flush()?;
    }
    if args.yes || session.context.dry_run {
        return Ok(true);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let message =
            "somebody must look at these commands before they are trusted, and there is no terminal".to_owned();
        return Err(OpError::Usage { message, hints: vec!["promote trust --yes".to_owned()] }.into());
    }
    write!(session.err, "Let these run on this machine? [y/N] ")?;
    session.err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
