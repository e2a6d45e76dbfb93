//! `show`, with or without a simulation.

use schemars::JsonSchema;
use serde::Serialize;

use super::approvals::Blocker;
use super::common::{Time, Versioned};
use super::promotion::Promotion;
use crate::engine::error::{explain, rejection_code};
use crate::engine::view::PromotionView;
use crate::ops::show;

/// A promotion in full; with `--simulate-at` or `--simulate-as` also the simulation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shown {
    #[serde(flatten)]
    promotion: Promotion,
    /// What would happen at another time, or with another approval. Present in simulations only.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<Simulated>,
}

/// The result of a simulation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Simulated {
    /// The simulated time.
    at: Time,
    /// The email address of the simulated approver.
    r#as: Option<String>,
    /// Whether the promotion could be executed then.
    executable: bool,
    /// What an approval by that person would change.
    approval: Option<SimulatedApproval>,
}

/// What an approval would change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SimulatedApproval {
    /// Whether the approval would count.
    counts: bool,
    /// A stable word for the reason why it would not count; `given` where the approval exists already.
    why: Option<String>,
    /// Whether the promotion could be executed then.
    executable: bool,
    /// What would still block the promotion, where the approval would count.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_by: Option<Vec<Blocker>>,
}

impl Shown {
    /// The shape.
    pub(crate) fn new(view: &PromotionView, simulated: Option<&show::Simulated>) -> Versioned<Self> {
        let simulated = simulated.map(|simulated| simulation(view, simulated));
        Versioned::new(Self { promotion: view.into(), simulated })
    }
}

fn simulation(view: &PromotionView, simulated: &show::Simulated) -> Simulated {
    let executable = view.status.is_open() && view.blockers().is_empty();
    let approval = simulated.by.as_ref().map(|(_, simulation)| match simulation {
        show::Simulation::Refused(why) => {
            SimulatedApproval { counts: false, why: Some(rejection_code(why).to_owned()), executable, blocked_by: None }
        }
        show::Simulation::Given => {
            SimulatedApproval { counts: true, why: Some("given".to_owned()), executable, blocked_by: None }
        }
        show::Simulation::Counts { blockers, .. } => {
            let blocked = blockers.iter().map(|blocker| explain(blocker, Some(view.promotion.called())).into());
            let blocked_by = Some(blocked.collect());
            SimulatedApproval { counts: true, why: None, executable: blockers.is_empty(), blocked_by }
        }
    });
    let by = simulated.by.as_ref().map(|(person, _)| person.email.clone());
    Simulated { at: simulated.at.into(), r#as: by, executable, approval }
}
