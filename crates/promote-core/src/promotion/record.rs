//! A promotion without its events: the request, and the plan made from it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::PromotionId;
use super::person::Person;
use super::plan::Plan;

/// How the keys of a promotion were selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PromotionType {
    /// All differences.
    Full,
    /// By id, optionally with patterns.
    Selective,
    /// By patterns only.
    Pattern,
}

impl fmt::Display for PromotionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "FULL",
            Self::Selective => "SELECTIVE",
            Self::Pattern => "PATTERN",
        })
    }
}

/// The request, complete enough to plan again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// How the keys are selected.
    pub promotion_type: PromotionType,
    /// Key ids (`configIds` in JSON), as given.
    pub config_ids: Vec<String>,
    /// Ids of flags, as given.
    pub flag_ids: Vec<String>,
    /// Patterns, as given.
    pub key_patterns: Vec<String>,
    /// `--only NAME=VALUE`, as given.
    pub only: Vec<String>,
    /// `--changed`: only keys changed in the source.
    pub changed: bool,
    /// `--since REV`, as given.
    pub since: Option<String>,
    /// Whether keys that exist only in the target are removed.
    pub prune: bool,
    /// The creator's notes.
    pub notes: Option<String>,
    /// `--translate`: whether values are translated although the target's rule does not ask for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub translate: bool,
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// The id.
    pub id: PromotionId,
    /// The number in its ledger, counted from 1; `None` in a ledger of version 1.
    pub number: Option<u32>,
    /// The source environment.
    pub source: String,
    /// The target environment.
    pub target: String,
    /// The request.
    pub request: Request,
    /// The creator.
    pub created_by: Person,
    /// The creation time.
    pub created_at: Timestamp,
    /// The plan.
    pub plan: Plan,
}

impl Promotion {
    /// What people call it: its number, or its id where it has none.
    pub fn name(&self) -> String {
        self.number.map_or_else(|| self.id.to_string(), |number| number.to_string())
    }
}
