//! The gate: whether the policy allows a promotion to be executed. Only the gate creates a [`Clearance`].
//!
//! ```text
//! GateInput: policy, promotion, state, evidence, time, person
//!     evaluate -> Evaluation: which approvals count, and every Blocker
//!     clear    -> Clearance, or the blockers
//! ```
//!
//! All decisions use the same evaluation: `execute`, `show`, and `verify`, which uses the policy and time of each
//! step.

mod approvals;
mod attestations;
mod blocker;
mod evaluate;
mod evidence;
mod holds;
mod input;
#[cfg(test)]
mod tests;
mod window_status;

pub use approvals::{ApprovalWeight, CountedApproval, MissingGroup, RejectedApproval};
pub use attestations::may_attest;
pub use blocker::{Blocker, HoldInForce};
pub use evaluate::{Clearance, Evaluation, approval_weight, clear, edge, evaluate};
pub use evidence::{
    Evidence, NO_STATEMENT, SignatureProblem, SignatureStatus, StatementEvidence, StatementSignature,
    UNREADABLE_STATEMENT,
};
pub use holds::{may_hold, may_lift};
pub use input::GateInput;
pub use window_status::{WindowStatus, window_status};
