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
    /// `--with-comments`: whether the comments behind changed values are taken with them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_comments: bool,
    /// `--keep-aliases`: whether aliases in new keys stay where the target's anchor holds another value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_aliases: bool,
    /// What happens to keys whose promotion would undo a newer value of the target; `None` leaves it to the target's rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<UndoChoice>,
    /// With `changed`: whether keys are taken, too, that later promotions left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passed_over: bool,
    /// Why something is undone, where the target denies that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_reason: Option<String>,
}

/// What happens to keys whose promotion would undo a newer value of the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UndoChoice {
    /// They are left out (`--forward`).
    Forward,
    /// They are planned (`--overwrite`).
    Overwrite,
}

/// The number of a promotion in its ledger, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Given by the ledger of version 2 and stored with the promotion.
    Given(u32),
    /// Counted by the order of creation: the promotion is of a ledger of version 1, which gives no numbers.
    Counted(u32),
}

impl Number {
    /// The number, given or counted.
    pub fn get(self) -> u32 {
        match self {
            Self::Given(number) | Self::Counted(number) => number,
        }
    }

    /// The number that the ledger gave.
    pub fn given(self) -> Option<u32> {
        match self {
            Self::Given(number) => Some(number),
            Self::Counted(_) => None,
        }
    }
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// The id.
    pub id: PromotionId,
    /// The number in its ledger; `None` where it is of version 1 and has not been counted.
    pub number: Option<Number>,
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
        self.called().to_string()
    }

    /// The same with its id.
    pub fn called(&self) -> PromotionName {
        PromotionName { id: self.id, number: self.number }
    }
}

/// What a promotion is called in texts for people: its number, or its id where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromotionName {
    /// The id, for programs.
    pub id: PromotionId,
    /// The number.
    pub number: Option<Number>,
}

/// As its id: programs never see a number in place of it.
impl Serialize for PromotionName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(to)
    }
}

impl fmt::Display for PromotionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => number.get().fmt(f),
            None => self.id.fmt(f),
        }
    }
}
