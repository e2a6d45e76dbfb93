//! What a service reads besides the operations of its clients.

use crate::engine::OpError;
use crate::engine::context::Context;
use promote_core::policy::ServiceRules;

/// The rules of `promote.yaml` for services.
///
/// # Errors
/// Where the policy cannot be read.
pub(crate) fn rules(context: &Context) -> Result<ServiceRules, OpError> {
    Ok(context.store()?.policy.services.clone())
}

/// Fetches what a remote has, where one decides.
///
/// # Errors
/// Where the repository or the remote cannot be read.
pub(crate) fn refresh(context: &Context) -> Result<(), OpError> {
    context.store().map(drop)
}
