//! Signing programs: which one git's configuration names, and how it is run.

use std::path::PathBuf;
use std::time::Duration;

use super::format::SignFormat;
use crate::exec::{Command, ExecError, Output};
use crate::{Repo, Result, Timeouts};

/// Directory, time limit and terminal access of signing programs.
#[derive(Debug, Clone)]
pub(super) struct ProgramRunner {
    dir: PathBuf,
    limit: Duration,
    /// Whether a program may ask for a passphrase at the terminal.
    pub(super) terminal: bool,
}

impl Repo {
    /// A runner for signing programs.
    pub(super) fn program_runner(&self, timeouts: Timeouts) -> ProgramRunner {
        let dir = self.work_tree().unwrap_or(self.git_dir()).to_owned();
        ProgramRunner { dir, limit: timeouts.limit(self), terminal: timeouts.terminal }
    }

    /// The configured program for a signature format, else git's default.
    pub(super) fn sign_program(&self, format: SignFormat) -> Result<String> {
        let (keys, default): (&[&str], _) = match format {
            SignFormat::OpenPgp => (&["gpg.openpgp.program", "gpg.program"], "gpg"),
            SignFormat::X509 => (&["gpg.x509.program"], "gpgsm"),
            SignFormat::Ssh => (&["gpg.ssh.program"], "ssh-keygen"),
        };
        for key in keys {
            if let Some(program) = self.config(key)? {
                return Ok(expand_home(&program));
            }
        }
        Ok(default.to_owned())
    }
}

impl ProgramRunner {
    /// Runs a program that may ask for a passphrase.
    pub(super) fn run(&self, command: Command) -> Result<Output, ExecError> {
        let command = command.dir(&self.dir).env("LC_ALL", "C").time_limit(self.limit);
        if self.terminal {
            let missing = std::env::var_os("GPG_TTY").is_none().then(terminal).flatten();
            let command = missing.iter().fold(command, |command, tty| command.env("GPG_TTY", tty));
            return command.on_terminal().run();
        }
        // Without a user, pinentry must not find a terminal and ssh-keygen must not prompt: both would hang. A
        // graphical askpass program configured by the user may still run.
        let mut command = command.env_remove("GPG_TTY").env("SSH_ASKPASS_REQUIRE", "force");
        if std::env::var_os("SSH_ASKPASS").is_none() {
            command = command.env("SSH_ASKPASS", "false");
        }
        command.run()
    }
}

/// The terminal on standard input, for pinentry; `None` if the system does not tell (then gpg's own setting is used).
fn terminal() -> Option<PathBuf> {
    std::fs::read_link("/proc/self/fd/0").ok().filter(|path| path.starts_with("/dev"))
}

/// The path with a leading `~/` replaced by the home directory.
pub(super) fn expand_home(path: &str) -> String {
    match (path.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}
