//! The repository whose branches are authoritative, and how it may be accessed.

use std::time::SystemTime;

use promote_git::Timeouts;

/// Access to a remote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RemoteAccess {
    /// Whether to use the last fetched state instead of contacting the remote.
    pub(crate) offline: bool,
    /// The time limit, and whether git may ask for a password.
    pub(crate) timeouts: Timeouts,
    /// Whether the last policy that the ledger names is read where the branch that holds `promote.yaml` is gone, as only
    /// the command that moves it does.
    pub(crate) branch_may_be_gone: bool,
    /// How a new ledger begins.
    pub(crate) beginning: Beginning,
}

/// How a new ledger begins, where the person says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Beginning {
    /// The branch whose `promote.yaml` will rule.
    pub(crate) policy_branch: Option<String>,
    /// Whether a remote that has a ledger, or cannot be asked, is no reason to refuse.
    pub(crate) new_ledger: bool,
}

/// The repository whose branches are authoritative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Authority {
    /// This repository.
    Local,
    /// A remote.
    Remote {
        /// The name of the remote.
        name: String,
        /// The time limit of calls, and whether git may ask for a password.
        timeouts: Timeouts,
        /// The last contact, if the remote was not contacted by this command.
        seen: Option<LastFetch>,
    },
}

/// The time of the last contact with a remote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastFetch {
    /// The remote was contacted at this time.
    At(SystemTime),
    /// The remote was not contacted since the clone was made.
    Never,
}

impl Authority {
    /// The name of the authoritative remote, if there is one.
    pub(crate) fn remote(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Remote { name, .. } => Some(name),
        }
    }
}
