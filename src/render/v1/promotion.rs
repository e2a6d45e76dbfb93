//! One promotion, and lists of them: `show`, `list`, `log`, `create`, and whatever acts on one.

use schemars::JsonSchema;
use serde::Serialize;

use super::approvals::{Approvals, Attestation, Blocker};
use super::change::Change;
use super::common::{Person, Time, Versioned};
use super::event::Event;
use super::names::{PromotionType, Status};
use super::validation::Validation;
use crate::engine::draft::Created;
use crate::engine::error::explain;
use crate::engine::merged;
use crate::engine::view::PromotionView;
use promote_core::promotion::{Number, state};

/// A promotion: the request, the plan, and everything that happened to it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Promotion {
    /// The id, a UUID.
    id: String,
    /// The number in the ledger; null in a ledger of version 1.
    number: Option<u32>,
    /// The environment that is promoted from.
    source_environment: String,
    /// The environment that is promoted into.
    target_environment: String,
    /// How the keys were chosen.
    promotion_type: PromotionType,
    /// The ids of keys that were asked for.
    config_ids: Vec<String>,
    /// The ids of flags that were asked for.
    flag_ids: Vec<String>,
    /// The patterns that were asked for.
    key_patterns: Vec<String>,
    /// The creator's notes.
    notes: Option<String>,
    /// The state.
    status: Status,
    /// The creator.
    created_by: Person,
    /// The time of creation.
    created_at: Time,
    /// The plan: what is written to the target.
    plan: Plan,
    /// The last validation of the plan; null where there was none.
    validation: Option<Validation>,
    /// The approvals that the target requires and has.
    approvals: Approvals,
    /// The recorded results of tests with this plan.
    attestations: Vec<Attestation>,
    /// The time when the promotion is due, where it is scheduled.
    scheduled_at: Option<Time>,
    /// The time when the schedule expires.
    schedule_expires_at: Option<Time>,
    /// The reasons why it could not be executed when it was due.
    held_because: Option<Vec<String>>,
    /// The branch that waits to be merged into the target.
    proposed: Option<Proposal>,
    /// The merge that executed the promotion and that the ledger does not record yet.
    merged: Option<Merged>,
    /// The promotion commit, where the promotion is executed.
    commit: Option<String>,
    /// The last rollback commit.
    rollback_commit: Option<String>,
    /// The reasons why it cannot be executed now; empty where it can be, or has ended.
    blocked_by: Vec<Blocker>,
    /// The events, oldest first.
    events: Vec<Event>,
}

/// The plan of a promotion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Plan {
    /// The digest that approvals are bound to.
    digest: String,
    /// The commit of the source that was planned on.
    source_commit: String,
    /// The number of the rules of reading and editing that the plan was made by; null where it has none.
    rules: Option<u32>,
    /// The changes to the target.
    changes: Vec<Change>,
}

/// A branch with the promotion commit, to be merged into the target.
#[derive(Debug, Serialize, JsonSchema)]
struct Proposal {
    /// The branch.
    branch: String,
    /// The promotion commit on that branch.
    commit: String,
    /// The time of the proposal.
    at: Time,
}

impl From<&state::Proposal> for Proposal {
    fn from(proposal: &state::Proposal) -> Self {
        Self { branch: proposal.branch.clone(), commit: proposal.commit.to_string(), at: proposal.at.into() }
    }
}

/// A merge that brought the promotion into its target.
#[derive(Debug, Serialize, JsonSchema)]
struct Merged {
    /// The commit in the target's branch.
    commit: String,
    /// The author of that commit.
    author: Person,
    /// The committer of that commit.
    committer: Person,
}

impl From<&merged::Merged> for Merged {
    fn from(merged: &merged::Merged) -> Self {
        Self {
            commit: merged.commit.to_string(),
            author: (&merged.author).into(),
            committer: (&merged.committer).into(),
        }
    }
}

impl From<&PromotionView> for Promotion {
    fn from(view: &PromotionView) -> Self {
        let (promotion, state) = (&view.promotion, &view.state);
        let (request, schedule) = (&promotion.request, state.scheduled.as_ref());
        let held = schedule.map(|schedule| schedule.held.clone()).filter(|held| !held.is_empty());
        let blocked = view.blockers().iter().map(|blocker| explain(blocker, Some(promotion.called())).into());
        Self {
            id: promotion.id.to_string(),
            number: promotion.number.map(Number::get),
            source_environment: promotion.source.clone(),
            target_environment: promotion.target.clone(),
            promotion_type: request.promotion_type.into(),
            config_ids: request.config_ids.clone(),
            flag_ids: request.flag_ids.clone(),
            key_patterns: request.key_patterns.clone(),
            notes: request.notes.clone(),
            status: view.status.into(),
            created_by: (&promotion.created_by).into(),
            created_at: promotion.created_at.into(),
            plan: Plan {
                digest: state.digest.to_string(),
                source_commit: promotion.plan.source_commit.to_string(),
                rules: promotion.plan.rules.map(u32::from),
                changes: promotion.plan.changes.iter().map(|c| Change::judged(c, view.judged.get(c))).collect(),
            },
            validation: state.validation.as_ref().map(Validation::from),
            approvals: (&view.judgement).into(),
            attestations: state.attestations.iter().map(Attestation::from).collect(),
            scheduled_at: schedule.map(|schedule| schedule.at.into()),
            schedule_expires_at: schedule.and_then(|schedule| schedule.expires).map(Time::from),
            held_because: held,
            proposed: state.proposed.as_ref().map(Proposal::from),
            merged: view.merged.as_ref().map(Merged::from),
            commit: state.executed.as_ref().map(|done| done.commit.to_string()),
            rollback_commit: state.rollbacks.last().map(|done| done.commit.to_string()),
            blocked_by: blocked.collect(),
            events: view.events.iter().map(Event::from).collect(),
        }
    }
}

/// Promotions: `list`, `log` and `validate --all-open`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Promotions {
    /// The promotions.
    promotions: Vec<Promotion>,
}

impl Promotions {
    /// The shape.
    pub(crate) fn new<'a>(views: impl IntoIterator<Item = &'a PromotionView>) -> Versioned<Self> {
        Versioned::new(Self { promotions: views.into_iter().map(Promotion::from).collect() })
    }
}

/// A new or refreshed promotion, or the fact that there is nothing to promote.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Planned {
    /// The promotion.
    Promotion(Box<NewPromotion>),
    /// Nothing differs: there is no promotion.
    Nothing(Nothing),
}

/// A promotion that was planned just now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPromotion {
    #[serde(flatten)]
    promotion: Promotion,
    /// The number of selected keys that the target owns (`keep`); they are not promoted.
    kept: usize,
    /// True in a dry run: nothing was recorded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

/// Nothing to promote.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Nothing {
    /// Always null.
    id: (),
    /// The environment that would be promoted from.
    source_environment: String,
    /// The environment that would be promoted into.
    target_environment: String,
    /// The number of selected keys that the target owns (`keep`); they are not promoted.
    kept: usize,
}

impl Planned {
    /// The shape.
    pub(crate) fn new(created: &Created) -> Versioned<Self> {
        let kept = created.own.len();
        Versioned::new(match &created.view {
            Some(view) => {
                Self::Promotion(Box::new(NewPromotion { promotion: view.into(), kept, dry_run: created.dry_run }))
            }
            None => Self::Nothing(Nothing {
                id: (),
                source_environment: created.source.clone(),
                target_environment: created.target.clone(),
                kept,
            }),
        })
    }
}
