//! The editor for texts that a person writes, as git has it: `GIT_EDITOR`, else `core.editor`, else `VISUAL`, else `EDITOR`, else
//! `vi` (git-var(1), "GIT_EDITOR"). Like the pager, it has the terminal, and no time limit.

use std::io;
use std::path::Path;
use std::process::{Command as Process, ExitStatus};

use super::command::Command;

/// An editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    command: String,
}

impl Editor {
    /// The editor for a repository; `None` where git names none, as on a dumb terminal without `GIT_EDITOR` and `EDITOR`.
    pub fn of(dir: &Path) -> Option<Self> {
        let output =
            Command::new("git").args(["var", "GIT_EDITOR"]).dir(dir).run().ok().filter(|output| output.success())?;
        let command = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (!command.is_empty()).then_some(Self { command })
    }

    /// The command, as the shell reads it.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Edits a file, and waits until the person is done. As for git, the shell reads the command, and `:` edits nothing.
    ///
    /// # Errors
    /// If the shell cannot be started.
    pub fn edit(&self, dir: &Path, file: &Path) -> io::Result<ExitStatus> {
        let mut process = Process::new("sh");
        process.arg("-c").arg(format!("{} \"$@\"", self.command)).arg(&self.command).arg(file);
        // The person may write to standard output's terminal; a pipe there is for the result.
        process.current_dir(dir).stdout(io::stderr()).status()
    }
}
