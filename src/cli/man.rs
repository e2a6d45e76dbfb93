//! `promote man`.

use std::path::PathBuf;

use anyhow::Context as _;

use super::session::{Answer, Result, Session};

/// Print the manual page, or write one page for each command
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote man | man -l -
  promote man --dir ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// Write promote.1, promote-diff.1 and the other pages into this directory
    #[arg(long = "dir", value_name = "DIR")]
    // Not `dir`, which is the name of -C to clap: a global argument would take its value.
    folder: Option<PathBuf>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args, command: &clap::Command) -> Result {
    let Some(dir) = &args.folder else {
        clap_mangen::Man::new(command.clone()).render(session.out)?;
        return Ok(Answer::Yes);
    };
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    clap_mangen::generate_to(command.clone(), dir)
        .with_context(|| format!("cannot write manual pages into {}", dir.display()))?;
    Ok(Answer::Yes)
}
