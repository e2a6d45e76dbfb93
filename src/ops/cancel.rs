//! `cancel`: closes a promotion before its execution.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::step::append_event;
use crate::engine::view::PromotionView;
use promote_core::promotion::{Action, EventKind};

/// Cancels a promotion.
///
/// # Errors
/// Where the promotion is closed already.
pub(crate) fn cancel(context: &Context, id: &str, reason: &str) -> Result<PromotionView, OpError> {
    append_event(context, id, Action::Cancel, |_| EventKind::Cancelled { reason: reason.to_owned() })
}
