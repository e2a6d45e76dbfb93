//! Promotions that somebody may mean.

use promote_core::promotion::PromotionId;

/// One of the promotions that somebody may mean.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// The id.
    pub(crate) id: PromotionId,
    /// `12  staging -> production  2 keys  VALIDATED`
    pub(crate) label: String,
}
