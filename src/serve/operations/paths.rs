//! Paths that answers name.

/// The path of the promotions.
pub(super) const PROMOTIONS: &str = "/api/v1/config/promotions";
