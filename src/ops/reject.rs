//! `reject`: rejects a plan with a reason, which blocks the promotion until a `refresh`.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::step::append_event;
use crate::engine::view::PromotionView;
use promote_core::promotion::{Action, EventKind};

/// Rejects a promotion.
///
/// # Errors
/// Where the status does not allow it.
pub(crate) fn reject(context: &Context, id: &str, reason: &str) -> Result<PromotionView, OpError> {
    append_event(context, id, Action::Reject, |digest| EventKind::Rejected { digest, reason: reason.to_owned() })
}
