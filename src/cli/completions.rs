//! `promote completions`.

use clap::ValueEnum;

use super::session::{Answer, Result, Session};

/// Print the completion script for a shell
///
/// The script asks this program: it completes environments, promotions, keys, captures and options as they are in the
/// repository at hand.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote completions bash > ~/.local/share/bash-completion/completions/promote
  promote completions zsh > \"${fpath[1]}/_promote\"
  promote completions fish > ~/.config/fish/completions/promote.fish
  promote completions powershell > promote.ps1
  promote completions elvish >> ~/.config/elvish/rc.elv
  promote completions nushell > ~/.config/nushell/promote.nu")]
pub(crate) struct Args {
    /// Shell to print the script for
    shell: Shell,
}

/// A shell with a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

impl Shell {
    /// The script.
    fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../completions/promote.bash"),
            Self::Elvish => include_str!("../../completions/promote.elv"),
            Self::Fish => include_str!("../../completions/promote.fish"),
            Self::Nushell => include_str!("../../completions/promote.nu"),
            Self::Powershell => include_str!("../../completions/_promote.ps1"),
            Self::Zsh => include_str!("../../completions/_promote"),
        }
    }
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.out.write_all(args.shell.script().as_bytes())?;
    Ok(Answer::Yes)
}
