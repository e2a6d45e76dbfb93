//! How long a remote may take, and whether somebody is there to answer its questions.

use std::time::Duration;

use super::super::Repo;
use super::super::run::Call;

/// How a remote is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeouts {
    /// How long one call may take; `None`: as `promote.timeout` in git's configuration says, in seconds, or two minutes.
    pub limit: Option<Duration>,
    /// Whether a person sits at the terminal: only then may git and ssh ask for a password.
    pub terminal: bool,
}

const LIMIT: Duration = Duration::from_secs(120);

impl Timeouts {
    /// How long one call may take.
    pub(crate) fn limit(self, repo: &Repo) -> Duration {
        let configured = || repo.config("promote.timeout").ok().flatten()?.parse().ok().map(Duration::from_secs);
        self.limit.or_else(configured).unwrap_or(LIMIT)
    }

    /// A call with this patience.
    pub(super) fn apply(self, call: Call, repo: &Repo) -> Call {
        let call = call.time_limit(self.limit(repo));
        if self.terminal {
            return call.on_terminal();
        }
        // ssh would ask at the terminal that a script was started from, behind git's back.
        match silent_ssh(repo) {
            Some(command) => call.env("GIT_SSH_COMMAND", command),
            None => call,
        }
    }
}

/// The user's ssh, told not to ask; `None` where it is not OpenSSH's, or none of our business.
fn silent_ssh(repo: &Repo) -> Option<String> {
    if std::env::var_os("GIT_SSH").is_some() || std::env::var_os("GIT_SSH_VARIANT").is_some() {
        return None;
    }
    let configured = || repo.config("core.sshCommand").ok().flatten();
    let command = std::env::var("GIT_SSH_COMMAND").ok().or_else(configured).unwrap_or_else(|| "ssh".to_owned());
    let program = command.split_whitespace().next()?.rsplit('/').next()?;
    (program == "ssh").then(|| format!("{command} -o BatchMode=yes"))
}
