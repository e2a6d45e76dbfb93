//! One run of a host's program: exact arguments, no shell, no terminal, a time limit.

use std::path::PathBuf;
use std::time::Duration;

use promote_git::exec::{Command, ExecError, Interrupt};
use promote_model::text::{rough_duration, visible};

/// Characters kept of what a program says about its failure.
const KEPT: usize = 500;

/// Variables that keep the programs from asking, colouring, or looking for new versions of themselves.
const QUIET: [(&str, &str); 6] = [
    ("GH_PROMPT_DISABLED", "1"),
    ("GH_NO_UPDATE_NOTIFIER", "1"),
    ("NO_PROMPT", "1"),
    ("GLAB_NO_PROMPT", "1"),
    ("GLAB_CHECK_UPDATE", "false"),
    ("NO_COLOR", "1"),
];

/// Variables that would make them do so all the same.
const LOUD: [&str; 3] = ["GH_FORCE_TTY", "CLICOLOR_FORCE", "FORCE_COLOR"];

/// How a host's program is run.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The directory.
    pub(crate) dir: PathBuf,
    /// The time limit of one run.
    pub(crate) limit: Duration,
    /// The signal that ends it.
    pub(crate) interrupt: Interrupt,
}

/// Why a request was not opened or updated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HostError {
    /// The command must not use the network.
    #[error("the host is not asked with --offline")]
    Offline,
    /// The remote is at no host that is known.
    #[error("{server} is not a host that promote knows; promote.yaml can say what it is ('host' in 'request')")]
    UnknownHost {
        /// The server.
        server: String,
    },
    /// The remote's URL names no server: it is a folder.
    #[error("the URL of the remote '{remote}' names no host")]
    NoServer {
        /// The remote.
        remote: String,
    },
    /// No program opens requests at this host.
    #[error("no program opens requests at {server}")]
    NoProgram {
        /// The server.
        server: String,
    },
    /// The program is not installed.
    #[error("{program} is not installed")]
    NotInstalled {
        /// The program.
        program: &'static str,
    },
    /// The program is not signed in.
    #[error("{program} is not signed in to {server}")]
    SignedOut {
        /// The program.
        program: &'static str,
        /// The server.
        server: String,
        /// The command that signs in.
        command: String,
    },
    /// The program failed.
    #[error("{program}: {message}")]
    Failed {
        /// The program.
        program: &'static str,
        /// What it says.
        message: String,
    },
    /// The person interrupted the command.
    #[error("{program} was interrupted")]
    Interrupted {
        /// The program.
        program: &'static str,
    },
}

impl HostError {
    /// The code, for scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::UnknownHost { .. } | Self::NoServer { .. } => "unknown-host",
            Self::NoProgram { .. } => "no-program",
            Self::NotInstalled { .. } => "not-installed",
            Self::SignedOut { .. } => "signed-out",
            Self::Failed { .. } => "failed",
            Self::Interrupted { .. } => "interrupted",
        }
    }

    /// Whether the program was run, and could not do it.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::SignedOut { .. } | Self::Failed { .. } | Self::Interrupted { .. })
    }
}

/// What a program printed when it ended with another status than zero.
pub(crate) struct Refused {
    /// The exit status.
    pub(crate) status: Option<i32>,
    /// What it said, on one line.
    pub(crate) message: String,
}

impl Caller {
    /// Runs a program with this standard input; `Ok(Err)` if it ended with another status than zero.
    ///
    /// # Errors
    /// Where it is not installed, takes too long, or is interrupted.
    pub(crate) fn run(
        &self,
        program: &'static str,
        args: &[String],
        input: &str,
    ) -> Result<Result<String, Refused>, HostError> {
        let _deferred = self.interrupt.defer();
        let mut command = Command::new(program).args(args).dir(&self.dir).stdin(input.as_bytes());
        command = QUIET.iter().fold(command, |command, (name, value)| command.env(name, value));
        command = LOUD.iter().fold(command, |command, name| command.env_remove(name));
        let output = match command.time_limit(self.limit).interrupt(&self.interrupt).run() {
            Ok(output) => output,
            Err(ExecError::NotFound { .. }) => return Err(HostError::NotInstalled { program }),
            Err(ExecError::Interrupted { .. }) => return Err(HostError::Interrupted { program }),
            Err(ExecError::TimedOut { limit, .. }) => {
                let message = format!("no answer within {}", rough_duration(limit.as_secs()));
                return Err(HostError::Failed { program, message });
            }
            Err(error) => return Err(HostError::Failed { program, message: error.to_string() }),
        };
        if output.success() {
            return Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
        }
        let said = [&output.stderr, &output.stdout].map(|bytes| one_line(&String::from_utf8_lossy(bytes)));
        let message = said.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| match output.status {
            Some(status) => format!("exit status {status} without a message"),
            None => "it was killed".to_owned(),
        });
        Ok(Err(Refused { status: output.status, message }))
    }
}

/// A program's words on one line, not too long, and harmless at a terminal.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = visible(&lines.join("; ")).into_owned();
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
