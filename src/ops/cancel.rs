//! `cancel`: given up, any time before execution.

use super::OpError;
use super::context::Context;
use super::reject::end;
use super::show::View;
use promote_core::promotion::{Step, What};

/// Cancels a promotion.
///
/// # Errors
/// Where it has ended already.
pub(crate) fn cancel(context: &Context, id: &str, reason: &str) -> Result<View, OpError> {
    end(context, id, Step::Cancel, |_| What::Cancelled { reason: reason.to_owned() })
}
