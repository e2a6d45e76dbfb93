//! `history`, `blame` and `why`: how values came.

use schemars::JsonSchema;
use serde::Serialize;

use super::change::TypedValue;
use super::common::{Person, Time, Versioned};
use super::names::Kind;
use crate::engine::causes;
use crate::engine::find_key::FoundKey;
use crate::engine::key_reader::{KeyPlace, Was};
use crate::engine::written_by::WrittenBy;
use crate::ops::key_history::{CausedState, EnvironmentLife, KeyHistory};
use crate::ops::{blame, why};
use crate::render::text::why::paragraph;
use promote_core::promotion::Number;
use promote_core::promotion::state::Approval;

/// One key through time and environments.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    #[serde(flatten)]
    key: HistoryKey,
    /// The life of the key in each environment, in pipeline order.
    environments: Vec<Life>,
}

/// How each key of a file came to its value.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Blame {
    /// The environment, as it was named.
    environment: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The path of the file.
    path: String,
    /// Why the file is not read by key, where its format has keys.
    unreadable: Option<String>,
    /// The keys, in the order of the file.
    keys: Vec<BlamedKey>,
}

/// How an environment came to the value of a key.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Why {
    #[serde(flatten)]
    key: HistoryKey,
    /// The environment.
    environment: String,
    /// The answer in one paragraph of English.
    text: String,
    /// The way of the value, newest first: in this environment, then in the source of the promotion that brought it, and so
    /// on; after a rollback, in the same environment before the promotion. Empty if the environment never had the key.
    steps: Vec<Step>,
}

/// A key.
#[derive(Debug, Serialize, JsonSchema)]
struct HistoryKey {
    /// The key path; `.` for a whole file.
    key: String,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
}

/// The life of a key in an environment.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Life {
    /// The environment.
    environment: String,
    /// The path of the file in this environment, whether it exists or not.
    path: String,
    /// The values, newest first; empty if the environment never had the key.
    values: Vec<State>,
    /// True where older values are left out (`--limit`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more: bool,
}

/// A key of a file, and how it came to its value.
#[derive(Debug, Serialize, JsonSchema)]
struct BlamedKey {
    /// The key path; `.` for a whole file.
    key: String,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
    #[serde(flatten)]
    state: State,
}

/// A step on the way of a value.
#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    /// The environment.
    environment: String,
    #[serde(flatten)]
    state: State,
}

/// What a key was, and how it came.
#[derive(Debug, Serialize, JsonSchema)]
struct State {
    /// What the file had of the key.
    state: Presence,
    #[serde(flatten)]
    value: TypedValue,
    /// How it came; null where the history of this clone does not tell.
    cause: Option<Cause>,
}

/// What a file has of a key.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Presence {
    /// A value.
    Value,
    /// Nothing: the key was removed.
    Missing,
    /// Something that cannot be told: the file cannot be read by key.
    Unread,
}

/// How a value came.
#[derive(Debug, Serialize, JsonSchema)]
struct Cause {
    /// What the commit is.
    kind: CauseKind,
    /// The commit that wrote the value.
    commit: String,
    /// The first line of its message.
    subject: String,
    /// Who wrote it; who executed the promotion, or rolled it back.
    by: Person,
    /// When the environment had it: by the ledger for promotions and rollbacks, else by the commit on its branch.
    at: Time,
    /// The merge that brought the commit to the branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    merge: Option<String>,
    /// The promotion that the commit executed or rolled back.
    #[serde(skip_serializing_if = "Option::is_none")]
    promotion: Option<Promotion>,
    /// The reason of the rollback.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The ids of promotions that the message names although the commit is not what they write.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<String>,
}

/// What gave a key its value.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum CauseKind {
    /// A commit that no promotion wrote.
    Edit,
    /// A promotion: the commit is exactly what its plan writes.
    Promotion,
    /// The rollback of a promotion: the commit reverts exactly what the ledger says.
    Rollback,
}

/// A promotion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Promotion {
    /// The id.
    id: String,
    /// The number in the ledger; null in a ledger of version 1.
    number: Option<u32>,
    /// The source environment.
    source_environment: String,
    /// Who approved it.
    approvals: Vec<Approver>,
}

/// An approval.
#[derive(Debug, Serialize, JsonSchema)]
struct Approver {
    /// The name (`user.name`).
    name: String,
    /// The email address (`user.email`).
    email: String,
    /// The time.
    at: Time,
}

impl History {
    /// The shape.
    pub(crate) fn new(history: &KeyHistory) -> Versioned<Self> {
        let environments = history.environments.iter().map(Life::from).collect();
        Versioned::new(Self { key: (&history.key).into(), environments })
    }
}

impl Blame {
    /// The shape.
    pub(crate) fn new(blame: &blame::Blame) -> Versioned<Self> {
        let key = |(place, state): &(KeyPlace, CausedState)| BlamedKey {
            key: place.key.to_string(),
            id: place.id.to_string(),
            document: place.document.clone(),
            kind: place.kind.into(),
            state: state.into(),
        };
        Versioned::new(Self {
            environment: blame.environment.clone(),
            file: blame.file.clone(),
            path: blame.path.clone(),
            unreadable: blame.unreadable.clone(),
            keys: blame.keys.iter().map(key).collect(),
        })
    }
}

impl Why {
    /// The shape.
    pub(crate) fn new(why: &why::Why) -> Versioned<Self> {
        let step = |step: &why::WhyStep| Step {
            environment: step.environment.clone(),
            state: State::new(&step.was, step.cause.as_deref()),
        };
        Versioned::new(Self {
            key: (&why.key).into(),
            environment: why.environment.clone(),
            text: paragraph(why),
            steps: why.steps.iter().map(step).collect(),
        })
    }
}

impl From<&FoundKey> for HistoryKey {
    fn from(found: &FoundKey) -> Self {
        let place = &found.place;
        Self {
            key: place.key.to_string(),
            id: place.id.to_string(),
            file: found.file.clone(),
            document: place.document.clone(),
            kind: place.kind.into(),
        }
    }
}

impl From<&EnvironmentLife> for Life {
    fn from(life: &EnvironmentLife) -> Self {
        Self {
            environment: life.environment.clone(),
            path: life.path.clone(),
            values: life.states.iter().map(State::from).collect(),
            more: life.has_more,
        }
    }
}

impl From<&CausedState> for State {
    fn from(state: &CausedState) -> Self {
        Self::new(&state.was, state.cause.as_deref())
    }
}

impl State {
    fn new(was: &Was, cause: Option<&causes::Cause>) -> Self {
        let state = match was {
            Was::Value(..) => Presence::Value,
            Was::Absent => Presence::Missing,
            Was::Unread(_) => Presence::Unread,
        };
        Self { state, value: was.shown().map(|shown| &shown.value).into(), cause: cause.map(Cause::from) }
    }
}

impl From<&causes::Cause> for Cause {
    fn from(cause: &causes::Cause) -> Self {
        let (kind, entry, reason, claims) = match &cause.written {
            WrittenBy::Edit(claims) => (CauseKind::Edit, None, None, claims.as_slice()),
            WrittenBy::Promotion(entry) => (CauseKind::Promotion, Some(entry), None, &[][..]),
            WrittenBy::Rollback(entry, done) => (CauseKind::Rollback, Some(entry), Some(done.reason.clone()), &[][..]),
        };
        Self {
            kind,
            commit: cause.commit.to_string(),
            subject: cause.title.clone(),
            by: (&cause.by).into(),
            at: cause.at.into(),
            merge: cause.merge.map(|merge| merge.to_string()),
            promotion: entry.map(|entry| Promotion {
                id: entry.promotion.id.to_string(),
                number: entry.promotion.number.map(Number::get),
                source_environment: entry.promotion.source.clone(),
                approvals: entry.state.approvals.iter().map(Approver::from).collect(),
            }),
            reason,
            claims: claims.iter().map(|name| name.id.to_string()).collect(),
        }
    }
}

impl From<&Approval> for Approver {
    fn from(approval: &Approval) -> Self {
        Self { name: approval.by.name.clone(), email: approval.by.email.clone(), at: approval.at.into() }
    }
}
