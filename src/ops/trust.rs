//! `trust`: allows this repository to run the check commands of exactly one promote.yaml.

use crate::engine::OpError;
use crate::engine::checks::TRUSTED;
use crate::engine::context::Context;
use promote_core::policy::checks::{Check, CheckKind};
use promote_model::ObjectId;

/// A promote.yaml and its check commands.
#[derive(Debug)]
pub(crate) struct Trust {
    /// The blob of promote.yaml.
    pub(crate) policy: ObjectId,
    /// The branch that holds it.
    pub(crate) branch: String,
    /// The names and commands of its checks.
    pub(crate) commands: Vec<(String, String)>,
    /// Whether it is trusted already.
    pub(crate) trusted: bool,
}

/// The current promote.yaml.
///
/// # Errors
/// Where there is no promote.yaml.
pub(crate) fn look(context: &Context) -> Result<Trust, OpError> {
    let store = context.store()?;
    let command = |check: &Check| match &check.kind {
        CheckKind::Command(run) => Some((check.name.clone(), run.shown())),
        _ => None,
    };
    let commands = store.policy.checks.iter().filter_map(command).collect();
    // The policy was just read from this commit, so the blob exists.
    let policy = store.policy_blob(store.policy_commit)?.unwrap_or(store.policy_commit);
    let trusted = store.repo.config_all(TRUSTED)?.contains(&policy.to_string());
    Ok(Trust { policy, branch: store.policy_branch.clone(), commands, trusted })
}

/// Trusts a promote.yaml, or revokes trust, in the git configuration of this repository.
///
/// # Errors
/// Where the configuration cannot be written.
pub(crate) fn set(context: &Context, policy: Option<ObjectId>) -> Result<(), OpError> {
    if context.dry_run {
        return Ok(());
    }
    let policy = policy.map(|policy| policy.to_string());
    Ok(context.store()?.repo.set_config(TRUSTED, policy.as_deref())?)
}
