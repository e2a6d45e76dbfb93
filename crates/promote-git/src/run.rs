//! Calls of the git program: their environment, and errors that name the operation.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use super::Result;
use super::error::GitError;
use crate::exec::{Command, Output, Running};

/// A git call to run.
#[derive(Debug)]
pub(super) struct Call {
    command: Command,
    operation: String,
}

/// A git call in `dir`. `operation` completes the sentence "git could not …".
pub(super) fn git(dir: &Path, operation: impl Into<String>) -> Call {
    let command = Command::new("git")
        .dir(dir)
        // Messages are matched in some places, and quoted in errors.
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        // Replace refs would show objects other than those stored, pushed and verified.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .env("GIT_OPTIONAL_LOCKS", "0");
    Call { command: hermetic(command), operation: operation.into() }
}

/// Hides the user's git configuration from unit tests.
fn hermetic(command: Command) -> Command {
    if cfg!(test) { command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1") } else { command }
}

impl Call {
    pub(super) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command = self.command.args(args);
        self
    }

    pub(super) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.command = self.command.stdin(bytes);
        self
    }

    /// Raises the output limit.
    pub(super) fn output_limit(mut self, bytes: usize) -> Self {
        self.command = self.command.output_limit(bytes);
        self
    }

    pub(super) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command = self.command.env(name, value);
        self
    }

    /// Sets the time limit.
    pub(super) fn time_limit(mut self, limit: Duration) -> Self {
        self.command = self.command.time_limit(limit);
        self
    }

    /// Lets git and its child processes ask at the terminal.
    pub(super) fn on_terminal(mut self) -> Self {
        self.command = self.command.env("GIT_TERMINAL_PROMPT", "1").on_terminal();
        self
    }

    /// Uses this repository and working tree, regardless of the environment.
    pub(super) fn at(mut self, git_dir: &Path, work_tree: &Path) -> Self {
        self.command = self.command.env("GIT_DIR", git_dir).env("GIT_WORK_TREE", work_tree);
        for name in ["GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"] {
            self.command = self.command.env_remove(name);
        }
        self
    }

    /// Starts the call.
    pub(super) fn start(self) -> Result<Started> {
        let operation = self.operation;
        match self.command.start() {
            Ok(running) => Ok(Started { running, operation }),
            Err(source) => Err(GitError::Exec { operation, source }),
        }
    }

    /// Runs the call; a nonzero exit status is not an error.
    pub(super) fn run(self) -> Result<Output> {
        self.start()?.wait()
    }

    /// Runs the call and returns its standard output; a nonzero exit status is an error.
    pub(super) fn stdout(self) -> Result<Vec<u8>> {
        let operation = self.operation.clone();
        let output = self.run()?;
        if output.success() { Ok(output.stdout) } else { Err(failed(operation, &output)) }
    }
}

/// A running git call.
#[derive(Debug)]
pub(super) struct Started {
    running: Running,
    operation: String,
}

impl Started {
    /// Waits for the call to end; a nonzero exit status is not an error.
    pub(super) fn wait(self) -> Result<Output> {
        let operation = self.operation;
        self.running.wait().map_err(|source| GitError::Exec { operation, source })
    }
}

/// The error for a call that failed.
pub(super) fn failed(operation: impl Into<String>, output: &Output) -> GitError {
    let message = match (error_message(&output.stderr), output.signal) {
        (message, None) if !message.is_empty() => message,
        (message, Some(signal)) => format!("killed by signal {signal}; {message}").trim_end_matches("; ").to_owned(),
        _ => format!("exit status {} without a message", output.status.unwrap_or_default()),
    };
    GitError::Failed { operation: operation.into(), message }
}

/// git's error message, without prefixes and without hints, which name git's commands, not ours.
pub(super) fn error_message(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim_end).filter(|line| !line.starts_with("hint:") && !line.is_empty());
    let bare = |line: &str| {
        let stripped = line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
        stripped.to_owned()
    };
    lines.map(bare).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_no_prefixes_and_hints() {
        let stderr = b"error: cannot lock ref\nhint: run git prune\n\nfatal: bad object\n";
        assert_eq!(error_message(stderr), "cannot lock ref\nbad object");
    }

    #[test]
    fn failures_without_a_message_give_the_status() {
        let message = |status, signal, stderr: &str| {
            let output = Output { status, signal, stdout: Vec::new(), stderr: stderr.into() };
            failed("read refs", &output).to_string()
        };
        assert_eq!(message(Some(128), None, "fatal: no\n"), "git could not read refs: no");
        assert_eq!(message(Some(3), None, ""), "git could not read refs: exit status 3 without a message");
        assert_eq!(message(None, Some(9), ""), "git could not read refs: killed by signal 9");
        assert_eq!(message(None, Some(9), "fatal: no\n"), "git could not read refs: killed by signal 9; no");
    }
}
