//! The events of a hold.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::promotion::Event;
use promote_model::ObjectId;

/// An event of a hold.
pub type HoldEvent = Event<HoldKind>;

/// The kinds of events of a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum HoldKind {
    /// Somebody set a hold.
    HoldSet {
        /// The environment.
        environment: String,
        /// The patterns of the keys; empty for all keys of the environment.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        patterns: Vec<String>,
        /// The reason.
        reason: String,
        /// The time at which the hold ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// Where the branch of the environment was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tip: Option<ObjectId>,
    },
    /// Somebody lifted the hold.
    HoldLifted {
        /// The reason, which only some people may leave out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Where the branch of the environment was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tip: Option<ObjectId>,
    },
}

impl HoldKind {
    /// The word in the `Hold-Event` trailer and in logs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::HoldSet { .. } => "hold-set",
            Self::HoldLifted { .. } => "hold-lifted",
        }
    }

    /// The same where the branch of the environment is at this commit.
    pub fn at(self, at: Option<ObjectId>) -> Self {
        match self {
            Self::HoldSet { environment, patterns, reason, until, .. } => {
                Self::HoldSet { environment, patterns, reason, until, tip: at }
            }
            Self::HoldLifted { reason, .. } => Self::HoldLifted { reason, tip: at },
        }
    }

    /// Where the branch of the environment was.
    pub fn tip(&self) -> Option<ObjectId> {
        match self {
            Self::HoldSet { tip, .. } | Self::HoldLifted { tip, .. } => *tip,
        }
    }
}
