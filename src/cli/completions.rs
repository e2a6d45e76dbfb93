//! `promote completions`.

use clap_complete::Shell;

use super::session::{Answer, Result, Session};

/// Print the completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote completions bash > ~/.local/share/bash-completion/completions/promote
  promote completions zsh > \"${fpath[1]}/_promote\"
  promote completions fish > ~/.config/fish/completions/promote.fish
  promote completions powershell >> $PROFILE
  promote completions elvish > ~/.config/elvish/lib/promote.elv")]
pub(crate) struct Args {
    /// Shell to print the script for
    shell: Shell,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args, command: &mut clap::Command) -> Result {
    // Generated into memory: clap's generator does not return write errors.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "promote", &mut script);
    session.out.write_all(&script)?;
    Ok(Answer::Yes)
}
