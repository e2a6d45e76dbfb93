//! What a promotion is apart from its events: who asked for what, and the plan that came of it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::PromotionId;
use super::person::Person;
use super::plan::Plan;

/// How the configs of a promotion were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PromotionType {
    /// Everything that differs.
    Full,
    /// By id, with or without patterns beside.
    Selective,
    /// By pattern alone.
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

/// What was asked for: enough to plan anew on another day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// How the configs are chosen.
    pub promotion_type: PromotionType,
    /// Ids of configs, as given.
    pub config_ids: Vec<String>,
    /// Ids of flags, as given.
    pub flag_ids: Vec<String>,
    /// Patterns, as given.
    pub key_patterns: Vec<String>,
    /// `--only NAME=VALUE`, as given.
    pub only: Vec<String>,
    /// `--changed`: narrowed to what the source changed.
    pub changed: bool,
    /// `--since REV`, as given.
    pub since: Option<String>,
    /// Whether what exists only in the target is removed.
    pub prune: bool,
    /// Why, in the creator's words.
    pub notes: Option<String>,
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// Its id.
    pub id: PromotionId,
    /// The source environment.
    pub source: String,
    /// The target environment.
    pub target: String,
    /// What was asked for.
    pub request: Request,
    /// Who asked.
    pub created_by: Person,
    /// When.
    pub created_at: Timestamp,
    /// What will be written.
    pub plan: Plan,
}
