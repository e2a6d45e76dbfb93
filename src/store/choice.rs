//! Promotions that somebody may mean.

use promote_core::promotion::PromotionName;

/// One of the promotions that somebody may mean.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// The promotion.
    pub(crate) id: PromotionName,
    /// `12  staging -> production  2 keys  VALIDATED`
    pub(crate) label: String,
}
