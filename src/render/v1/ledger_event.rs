//! `events`: the events of the ledger, one at a time.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Time, Versioned};
use super::event::Event;
use super::hold::HoldEvent;
use crate::ops::events::{self, Added};
use promote_core::promotion::{self, Number};

/// An event of the ledger: that of a promotion, that of a hold, or a decision about the ledger or the rules.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum LedgerEvent {
    /// An event of a promotion.
    Promotion(Box<PromotionEvent>),
    /// An event of a hold.
    Hold(Box<HoldEvent>),
    /// A decision about the ledger or the rules.
    Decision(Decision),
}

/// An event of a promotion.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PromotionEvent {
    /// The ledger commit that records the event. It identifies the event.
    id: String,
    /// The title of that commit.
    title: String,
    /// The id of the promotion.
    promotion_id: String,
    /// The number of the promotion in the ledger; null in a ledger of version 1.
    number: Option<u32>,
    /// The environment that is promoted from.
    source_environment: String,
    /// The environment that is promoted into.
    target_environment: String,
    #[serde(flatten)]
    event: Event,
}

/// A decision about the ledger or the rules, such as the approval of a change of `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Decision {
    /// The ledger commit that records the decision. It identifies the event.
    id: String,
    /// The title of that commit, which says what was decided.
    title: String,
    /// Always `decision`.
    #[schemars(extend("const" = "decision"))]
    event: &'static str,
    /// The person who decided.
    by: Person,
    /// The time of the decision.
    at: Time,
}

impl LedgerEvent {
    /// The shape.
    pub(crate) fn new(event: &events::LedgerEvent) -> Versioned<Self> {
        let (id, title) = (event.id.to_string(), event.title.clone());
        Versioned::new(match &event.event {
            Added::Promotion(promotion, what) => {
                Self::Promotion(Box::new(PromotionEvent::new(id, title, promotion, what)))
            }
            Added::Hold(hold, event) => Self::Hold(Box::new(HoldEvent::new(id, title, hold, event))),
            Added::Decision => {
                Self::Decision(Decision { id, title, event: "decision", by: (&event.by).into(), at: event.at.into() })
            }
        })
    }
}

impl PromotionEvent {
    fn new(id: String, title: String, promotion: &promotion::Promotion, event: &promotion::Event) -> Self {
        Self {
            id,
            title,
            promotion_id: promotion.id.to_string(),
            number: promotion.number.map(Number::get),
            source_environment: promotion.source.clone(),
            target_environment: promotion.target.clone(),
            event: event.into(),
        }
    }
}
