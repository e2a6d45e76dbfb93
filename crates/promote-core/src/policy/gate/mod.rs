//! The gate: whether the rules let a promotion be executed. Only it can give a [`Clearance`].
//!
//! ```text
//! Question: policy, promotion, state, evidence, time, who asks
//!     judge -> Judgement: what each approval counts for, and every Blocker
//!     clear -> Clearance, or the blockers
//! ```
//!
//! Everything that asks whether something may happen asks this one question: `execute`, `show`, and whoever proves
//! history afterwards, with the policy and the time that ruled then.

mod approvals;
mod attestations;
mod blocker;
mod evaluate;
mod evidence;
mod hours;
mod input;
#[cfg(test)]
mod tests;

pub use approvals::{ApprovalWeight, CountedApproval, MissingGroup, RejectedApproval};
pub use attestations::may_attest;
pub use blocker::Blocker;
pub use evaluate::{Clearance, Evaluation, approval_weight, clear, edge, evaluate};
pub use evidence::{Evidence, SignatureProblem, SignatureStatus, StatementEvidence, StatementSignature};
pub use hours::{WindowStatus, window_status};
pub use input::GateInput;
