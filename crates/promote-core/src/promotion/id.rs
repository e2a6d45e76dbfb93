//! Ids of promotions.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A promotion's id: a UUIDv7, so that ids sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PromotionId(pub Uuid);

impl PromotionId {
    /// Reads a whole id.
    pub fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for PromotionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
