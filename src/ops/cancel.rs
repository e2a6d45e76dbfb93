//! `cancel`: given up, any time before execution.

use super::OpError;
use super::context::Context;
use super::reject::end;
use super::show::PromotionView;
use promote_core::promotion::{Action, EventKind};

/// Cancels a promotion.
///
/// # Errors
/// Where it has ended already.
pub(crate) fn cancel(context: &Context, id: &str, reason: &str) -> Result<PromotionView, OpError> {
    end(context, id, Action::Cancel, |_| EventKind::Cancelled { reason: reason.to_owned() })
}
