//! Time limits of network calls, and whether git may ask at the terminal.

use std::time::Duration;

use super::Repo;
use super::run::Call;

/// The time limit of a network call, and whether it may ask for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeouts {
    /// The time limit of one call; `None` for the default: `promote.timeout` in git's configuration (in seconds), else
    /// two minutes.
    pub limit: Option<Duration>,
    /// Whether git and ssh may ask for a password at the terminal.
    pub terminal: bool,
}

/// The default time limit.
const LIMIT: Duration = Duration::from_secs(120);

impl Timeouts {
    /// The time limit of one call.
    pub fn limit(self, repo: &Repo) -> Duration {
        let configured = || repo.config("promote.timeout").ok().flatten()?.parse().ok().map(Duration::from_secs);
        self.limit.or_else(configured).unwrap_or(LIMIT)
    }

    /// Applies the time limit and terminal access to a call.
    pub(super) fn apply(self, call: Call, repo: &Repo) -> Call {
        let call = call.time_limit(self.limit(repo));
        if self.terminal {
            return call.on_terminal();
        }
        // Otherwise ssh asks at the controlling terminal even though git may not.
        match batch_mode_ssh(repo) {
            Some(command) => call.env("GIT_SSH_COMMAND", command),
            None => call,
        }
    }
}

/// The user's ssh command with `BatchMode`; `None` if it is not OpenSSH or is set by `GIT_SSH`.
fn batch_mode_ssh(repo: &Repo) -> Option<String> {
    if std::env::var_os("GIT_SSH").is_some() || std::env::var_os("GIT_SSH_VARIANT").is_some() {
        return None;
    }
    let configured = || repo.config("core.sshCommand").ok().flatten();
    let command = std::env::var("GIT_SSH_COMMAND").ok().or_else(configured).unwrap_or_else(|| "ssh".to_owned());
    let program = command.split_whitespace().next()?.rsplit('/').next()?;
    (program == "ssh").then(|| format!("{command} -o BatchMode=yes"))
}
