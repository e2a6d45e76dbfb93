//! The pager for long output, as git has it: `GIT_PAGER`, else `core.pager`, else `PAGER`, else `less` (git-var(1), "GIT_PAGER").
//! Unlike other processes, it has the terminal, and no time limit: a person reads.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use super::command::Command;

/// A pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    command: String,
}

impl Pager {
    /// The pager for a repository; `None` where the output is to be shown without one.
    pub fn of(dir: &Path) -> Option<Self> {
        let output =
            Command::new("git").args(["var", "GIT_PAGER"]).dir(dir).run().ok().filter(|output| output.success())?;
        let command = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        // "If the value is the empty string or cat, no pager is used": git-config(1), core.pager.
        (!command.is_empty() && command != "cat").then_some(Self { command })
    }

    /// Shows a text, and waits until the person has read enough. As git does, it lets `less` quit after one screen and show
    /// colours, unless `LESS` says otherwise, and the shell reads the command.
    ///
    /// # Errors
    /// If the pager cannot be started, or failed before it read the text.
    pub fn show(&self, text: &[u8]) -> io::Result<()> {
        let mut process = Process::new("sh");
        process.arg("-c").arg(&self.command).stdin(Stdio::piped());
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                process.env(name, value);
            }
        }
        let mut pager = process.spawn()?;
        let written = pager.stdin.take().map_or(Ok(()), |mut input| input.write_all(text));
        let status = pager.wait()?;
        match written {
            // The person has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && status.code() != Some(127) => Ok(()),
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ if status.code() == Some(127) => Err(io::Error::new(io::ErrorKind::NotFound, self.command.clone())),
            _ => Ok(()),
        }
    }
}
