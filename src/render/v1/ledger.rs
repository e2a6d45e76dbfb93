//! `ledger dispute`, `ledger policy-branch` and `ledger upgrade`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use promote_core::policy::verify::{ConsentStatus, PolicyMove};
use promote_model::ObjectId;

/// The dispute of an event of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Disputed {
    /// The ledger commit of the event.
    event: String,
    #[serde(flatten)]
    consents: Consents,
}

/// The branch whose `promote.yaml` is to rule.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PolicyMoved {
    /// The branch whose `promote.yaml` rules before.
    from: String,
    /// The branch whose `promote.yaml` is to rule.
    to: String,
    /// The commit of that branch from which on it rules.
    commit: String,
    #[serde(flatten)]
    consents: Consents,
}

/// The upgrade of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Upgraded {
    /// The new version of the ledger.
    version: u32,
    /// The last ledger commit of the version before.
    after: String,
    #[serde(flatten)]
    consents: Consents,
}

/// The people who agreed to a decision about the ledger.
#[derive(Debug, Serialize, JsonSchema)]
struct Consents {
    /// The number of people who must agree.
    required: u32,
    /// The email addresses of those who did and count.
    by: Vec<String>,
    /// Whether the decision takes effect.
    ok: bool,
}

impl Consents {
    fn new(want: &ConsentStatus) -> Self {
        let by = want.by.iter().map(|person| person.email.clone()).collect();
        Self { required: want.required, by, ok: want.is_met() }
    }
}

impl Disputed {
    /// The shape.
    pub(crate) fn new(event: ObjectId, want: &ConsentStatus) -> Versioned<Self> {
        Versioned::new(Self { event: event.to_string(), consents: Consents::new(want) })
    }
}

impl PolicyMoved {
    /// The shape.
    pub(crate) fn new(moved: &PolicyMove, want: &ConsentStatus) -> Versioned<Self> {
        let PolicyMove { from, to, commit, .. } = moved.clone();
        Versioned::new(Self { from, to, commit: commit.to_string(), consents: Consents::new(want) })
    }
}

impl Upgraded {
    /// The shape.
    pub(crate) fn new((version, after): (u32, ObjectId), want: &ConsentStatus) -> Versioned<Self> {
        Versioned::new(Self { version, after: after.to_string(), consents: Consents::new(want) })
    }
}
