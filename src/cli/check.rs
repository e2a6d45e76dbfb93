//! `promote check`.

use std::io::{self, Read};
use std::path::PathBuf;

use super::session::{Answer, Result, Session};
use crate::ops::check::{PolicySource, check};
use crate::render::reports::check::CheckReport;

/// Check a promote.yaml before it takes effect
///
/// Reads promote.yaml of the working tree, and the committed files of its environments. Reports mistakes with their
/// place, templates and patterns that match nothing, environments without files, and files that two templates claim
/// (exit 1); lists the configuration files that no environment takes, those that are not read by key, and what changes
/// against the promote.yaml in force. Needs no ledger and no network.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote check
  promote check --rev my-branch -o markdown
  promote check --stdin")]
pub(crate) struct Args {
    /// File to check; '-' for standard input [default: promote.yaml of the working tree]
    #[arg(conflicts_with_all = ["rev", "stdin"])]
    file: Option<PathBuf>,
    /// Check promote.yaml of this git revision, with the files of that commit
    #[arg(long, value_name = "REV", conflicts_with = "stdin")]
    rev: Option<String>,
    /// Check the text on standard input
    #[arg(long)]
    stdin: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let source = match (&args.rev, &args.file) {
        (Some(revision), _) => PolicySource::Revision(revision.clone()),
        (None, Some(file)) if file.as_os_str() != "-" => PolicySource::File(file.clone()),
        (None, None) if !args.stdin => PolicySource::WorkingTree,
        _ => PolicySource::Input(input()?),
    };
    let checked = check(&session.context, source)?;
    session.print(&CheckReport(&checked))?;
    Ok(if checked.holds() { Answer::Yes } else { Answer::No })
}

fn input() -> std::result::Result<Vec<u8>, anyhow::Error> {
    // More than any promote.yaml may have, so that its size is what is wrong.
    const MOST: u64 = 2 << 20;
    let mut text = Vec::new();
    match io::stdin().take(MOST).read_to_end(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(anyhow::anyhow!("cannot read promote.yaml from standard input: {error}")),
    }
}
