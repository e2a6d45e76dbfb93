//! Ids of promotions.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A promotion's id: a UUIDv7, so that ids sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PromotionId(pub Uuid);

impl PromotionId {
    /// The shortest form that people are shown. A UUIDv7 begins with the time, so the digits that
    /// tell two promotions apart stand at the end; the first thirteen change every second.
    pub fn short(&self) -> String {
        self.0.to_string()[..13].to_owned()
    }
}

impl fmt::Display for PromotionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
