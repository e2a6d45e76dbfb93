//! Approvals and attestations, and what blocks a promotion.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Time};
use crate::engine::error::{BlockerInfo, rejection_code};
use promote_core::policy::gate::{
    CountedApproval, Evaluation, MissingGroup, RejectedApproval, SignatureProblem, SignatureStatus,
};
use promote_core::policy::signers::KeyId;
use promote_core::promotion::{self, state};

/// The approvals that the target requires and has.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Approvals {
    /// The number of approvals that the target requires.
    required: u32,
    /// The number of approvals that count.
    counting: usize,
    /// The approvals of the current plan, in order.
    given: Vec<Approval>,
    /// What the target requires from groups.
    groups: Vec<Group>,
    /// People whose approval can never count for this plan.
    barred: Vec<Barred>,
}

/// One approval.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Approval {
    /// The approver's name.
    name: String,
    /// The approver's email address.
    email: String,
    /// The time of the approval.
    at: Time,
    /// Whether the approval is signed.
    signed: bool,
    /// The fingerprint of the key that signed it.
    key: Option<String>,
    /// The time when the approval lapses.
    until: Option<Time>,
    /// Whether the approval counts.
    counts: bool,
    /// A stable word for the reason why it does not count.
    why: Option<String>,
}

/// What the target requires from one group.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Group {
    /// The name of the group.
    group: String,
    /// The number of members who must approve.
    required: u32,
    /// The email addresses of the members whose approval counts.
    given: Vec<String>,
    /// The email addresses of the members who can still approve.
    may: Vec<String>,
}

/// A person whose approval can never count for this plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Barred {
    /// The name.
    name: String,
    /// The email address.
    email: String,
    /// A stable word for the reason.
    why: String,
}

impl From<&Evaluation> for Approvals {
    fn from(judgement: &Evaluation) -> Self {
        Self {
            required: judgement.required,
            counting: judgement.given,
            given: judgement.approvals.iter().map(Approval::from).collect(),
            groups: judgement.groups.iter().map(Group::from).collect(),
            barred: judgement.barred.iter().map(Barred::from).collect(),
        }
    }
}

impl From<&CountedApproval> for Approval {
    fn from(counted: &CountedApproval) -> Self {
        let approval = &counted.approval;
        Self {
            name: approval.by.name.clone(),
            email: approval.by.email.clone(),
            at: approval.at.into(),
            signed: matches!(counted.signed, SignatureStatus::By(_) | SignatureStatus::Unread),
            key: key(&counted.signed).map(str::to_owned),
            until: counted.until.map(Time::from),
            counts: counted.counts(),
            why: counted.why_not.as_ref().map(|why| rejection_code(why).to_owned()),
        }
    }
}

/// The fingerprint of the key that signed, trusted or not.
fn key(signed: &SignatureStatus) -> Option<&str> {
    match signed {
        SignatureStatus::By(key) => key.as_ref().map(KeyId::text),
        SignatureStatus::Doubtful(SignatureProblem::Distrusted(key, _)) => Some(key.text()),
        SignatureStatus::No | SignatureStatus::Unread | SignatureStatus::Doubtful(_) => None,
    }
}

impl From<&MissingGroup> for Group {
    fn from(need: &MissingGroup) -> Self {
        Self {
            group: need.group.clone(),
            required: need.least,
            given: need.by.iter().map(|by| by.email.clone()).collect(),
            may: need.may.clone(),
        }
    }
}

impl From<&(promotion::Person, RejectedApproval)> for Barred {
    fn from((person, why): &(promotion::Person, RejectedApproval)) -> Self {
        Self { name: person.name.clone(), email: person.email.clone(), why: rejection_code(why).to_owned() }
    }
}

/// The recorded result of a test, a canary or a load test with this plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Attestation {
    /// The name of the test.
    name: String,
    /// Whether it succeeded.
    ok: bool,
    /// The person or job that recorded it.
    by: Person,
    /// The time when it was recorded.
    at: Time,
    /// A URL with details.
    url: Option<String>,
    /// Free text.
    notes: Option<String>,
}

impl From<&state::Attestation> for Attestation {
    fn from(attestation: &state::Attestation) -> Self {
        Self {
            name: attestation.name.clone(),
            ok: attestation.ok,
            by: (&attestation.by).into(),
            at: attestation.at.into(),
            url: attestation.url.clone(),
            notes: attestation.notes.clone(),
        }
    }
}

/// A reason why a promotion cannot be executed now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Blocker {
    /// A stable word for the reason.
    code: String,
    /// One sentence that says what blocks it.
    message: String,
    /// What to do, with the command to run.
    hint: Option<String>,
    /// The rule that blocks it: a place in `promote.yaml`, or a rule that holds for every promotion.
    rule: String,
    /// The people and groups who can unblock it; empty where it does not depend on particular people.
    who: Vec<String>,
    /// The time when it unblocks by itself.
    until: Option<Time>,
}

impl From<BlockerInfo> for Blocker {
    fn from(explained: BlockerInfo) -> Self {
        Self {
            code: explained.code.to_owned(),
            message: explained.message,
            hint: explained.hint,
            rule: explained.rule,
            who: explained.who,
            until: explained.when.map(Time::from),
        }
    }
}
