//! `trust`: the commands of the checks of exactly this promote.yaml may run on this machine, in this repository.

use crate::engine::OpError;
use crate::engine::checks::TRUSTED;
use crate::engine::context::Context;
use promote_core::policy::checks::{Check, CheckKind};
use promote_model::ObjectId;

/// What is trusted, or would be.
#[derive(Debug)]
pub(crate) struct Trust {
    /// The promote.yaml.
    pub(crate) policy: ObjectId,
    /// The branch that holds it.
    pub(crate) branch: String,
    /// Its commands: the names of the checks, and what they run.
    pub(crate) commands: Vec<(String, String)>,
    /// Whether it is trusted already.
    pub(crate) trusted: bool,
}

/// What there is to trust.
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
    // The policy was read from there a moment ago.
    let policy = store.policy_blob(store.policy_commit)?.unwrap_or(store.policy_commit);
    let trusted = store.repo.config_all(TRUSTED)?.contains(&policy.to_string());
    Ok(Trust { policy, branch: store.policy_branch.clone(), commands, trusted })
}

/// Trusts a promote.yaml, or none any more: a line in this repository's own git configuration.
///
/// # Errors
/// Where that cannot be written.
pub(crate) fn set(context: &Context, policy: Option<ObjectId>) -> Result<(), OpError> {
    if context.dry_run {
        return Ok(());
    }
    let policy = policy.map(|policy| policy.to_string());
    Ok(context.store()?.repo.set_config(TRUSTED, policy.as_deref())?)
}
