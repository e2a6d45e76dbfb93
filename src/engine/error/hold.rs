//! Refusals to set or to lift a hold.

use promote_core::promotion::Person;
use promote_model::text::enumerate;

/// Why a person may not set or lift a hold.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HoldRefusal {
    /// Only members of some groups may set one.
    #[error("{by} may not set a hold on {environment}: only {} may", enumerate(groups, "or"))]
    Set {
        /// The person.
        by: Person,
        /// The environment.
        environment: String,
        /// The groups whose members may.
        groups: Vec<String>,
    },
    /// The person may lift it with a reason only.
    #[error("{by} may lift hold {hold} with a reason only; {} may lift it without one", enumerate(lifters, "or"))]
    Lift {
        /// The person.
        by: Person,
        /// The number of the hold.
        hold: u32,
        /// The email addresses of those who need no reason.
        lifters: Vec<String>,
    },
}

impl HoldRefusal {
    /// The code, for scripts.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Set { .. } => "may-not-hold",
            Self::Lift { .. } => "reason-required",
        }
    }

    /// The next command.
    pub(super) fn hint(&self) -> String {
        match self {
            Self::Set { environment, .. } => {
                format!("the groups are in environments.{environment}.hold in promote.yaml")
            }
            Self::Lift { hold, .. } => format!("say why: promote unhold {hold} --reason TEXT"),
        }
    }
}
