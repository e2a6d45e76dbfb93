//! A name and its replacement.

use serde::{Deserialize, Serialize};

/// A name and the name that replaces it. As JSON: `["staging", "production"]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(String, String)", into = "(String, String)")]
pub struct NamePair {
    /// The name in the source's value.
    pub from: String,
    /// The name in the target's value.
    pub to: String,
}

impl From<(String, String)> for NamePair {
    fn from((from, to): (String, String)) -> Self {
        Self { from, to }
    }
}

impl From<NamePair> for (String, String) {
    fn from(pair: NamePair) -> Self {
        (pair.from, pair.to)
    }
}
