//! The options of commands that may begin a ledger.

use crate::engine::{Beginning as Wanted, Context};

/// How a new ledger begins
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Beginning {
    /// For a new ledger: let promote.yaml on this branch rule
    #[arg(long, value_name = "BRANCH")]
    policy_branch: Option<String>,
    /// Begin a ledger even if a remote has one, or cannot be asked
    #[arg(long)]
    new_ledger: bool,
}

impl Beginning {
    /// Passes the options on.
    pub(super) fn apply(&self, context: &mut Context) {
        let policy_branch = self.policy_branch.as_deref().map(|name| name.trim_start_matches("refs/heads/").to_owned());
        context.reach.beginning = Wanted { policy_branch, new_ledger: self.new_ledger };
    }

    /// The options, as they are typed.
    pub(super) fn words(&self) -> Vec<&str> {
        let branch = self.policy_branch.as_deref().map(|branch| ["--policy-branch", branch]);
        branch.into_iter().flatten().chain(self.new_ledger.then_some("--new-ledger")).collect()
    }
}
