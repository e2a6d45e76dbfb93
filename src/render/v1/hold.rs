//! Holds, and their events.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Time, Versioned};
use promote_core::promotion;

/// A hold: nothing is promoted to its keys of an environment while it is on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Hold {
    /// The number of the hold, from the same counter as the numbers of promotions.
    number: u32,
    /// The environment.
    environment: String,
    /// The patterns of the keys; empty if the whole environment is held.
    patterns: Vec<String>,
    /// The reason.
    reason: String,
    /// The person who set it.
    by: Person,
    /// When it was set.
    at: Time,
    /// The time at which it ends by itself; null if it does not.
    until: Option<Time>,
    /// How it was lifted; null if it was not.
    lifted: Option<Lift>,
}

/// How a hold was lifted.
#[derive(Debug, Serialize, JsonSchema)]
struct Lift {
    /// The person who lifted it.
    by: Person,
    /// When it was lifted.
    at: Time,
    /// The reason, if one was given.
    reason: Option<String>,
}

/// The holds that are on, in the order of their numbers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Holds {
    /// The holds.
    holds: Vec<Hold>,
}

/// An event of a hold.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HoldEvent {
    /// The ledger commit that records the event. It identifies the event.
    id: String,
    /// The title of that commit.
    title: String,
    /// What happened.
    event: HoldWord,
    /// The hold after the event.
    hold: Hold,
    /// The person who acted.
    by: Person,
    /// The time of the event.
    at: Time,
    /// The commit whose `promote.yaml` was in force.
    policy_commit: String,
}

/// What happened to a hold.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum HoldWord {
    /// It was set.
    HoldSet,
    /// It was lifted.
    HoldLifted,
}

impl Hold {
    /// The shape.
    pub(crate) fn new(hold: &promotion::Hold) -> Versioned<Self> {
        Versioned::new(hold.into())
    }
}

impl Holds {
    /// The shape.
    pub(crate) fn new<'a>(holds: impl Iterator<Item = &'a promotion::Hold>) -> Versioned<Self> {
        Versioned::new(Self { holds: holds.map(Hold::from).collect() })
    }
}

impl HoldEvent {
    /// The shape.
    pub(crate) fn new(id: String, title: String, hold: &promotion::Hold, event: &promotion::HoldEvent) -> Self {
        Self {
            id,
            title,
            event: match event.what {
                promotion::HoldKind::HoldSet { .. } => HoldWord::HoldSet,
                promotion::HoldKind::HoldLifted { .. } => HoldWord::HoldLifted,
            },
            hold: hold.into(),
            by: (&event.by).into(),
            at: event.at.into(),
            policy_commit: event.policy.to_string(),
        }
    }
}

impl From<&promotion::Hold> for Hold {
    fn from(hold: &promotion::Hold) -> Self {
        Self {
            number: hold.number,
            environment: hold.environment.clone(),
            patterns: hold.pattern_texts().map(str::to_owned).collect(),
            reason: hold.reason.clone(),
            by: (&hold.by).into(),
            at: hold.at.into(),
            until: hold.until.map(Time::from),
            lifted: hold.lifted.as_ref().map(|lift| Lift {
                by: (&lift.by).into(),
                at: lift.at.into(),
                reason: lift.reason.clone(),
            }),
        }
    }
}
