//! The fold of a promotion's events to its state, and which steps are legal in it.
//!
//! ```text
//! CREATED -> VALIDATED -> APPROVED -> (SCHEDULED) -> EXECUTED -> ROLLED_BACK
//!    ^           |  any open state: CANCELLED ends it,
//!    +- refresh -+  REJECTED blocks it until a refresh
//! ```

mod fold;
mod parts;
mod status;

pub use fold::{IllegalStep, fold};
pub use parts::{Approval, Attestation, Execution, PromotionState, Proposal, Schedule, Validation};
pub use status::{Action, Status};
