//! `tips.json`: where the branches of the environments and of the policy were when the ledger was last written. Since
//! commits are only added to the ledger, this places commits of other branches before or after an event, whatever their
//! dates say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use promote_model::ObjectId;

/// The path in the ledger's tree.
pub const FILE: &str = "tips.json";

/// The tips of branches, by name without `refs/heads/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tips(pub BTreeMap<String, ObjectId>);

impl Tips {
    /// The bytes of the file.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }

    /// Parses the file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
