//! `reject`: a no, with its reason; it blocks until the promotion is planned anew.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::step::append_event;
use crate::engine::view::PromotionView;
use promote_core::promotion::{Action, EventKind};

/// Rejects a promotion.
///
/// # Errors
/// Where the state has no such step.
pub(crate) fn reject(context: &Context, id: &str, reason: &str) -> Result<PromotionView, OpError> {
    append_event(context, id, Action::Reject, |digest| EventKind::Rejected { digest, reason: reason.to_owned() })
}
