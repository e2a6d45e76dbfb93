//! The error of all commands: message, causes, hints, a code for scripts, and the exit code.
//!
//! ```text
//! op_error    the error type and its messages
//! codes       exit code and code of each error
//! hints       the next commands for each error; store_hints, remote_hints for those of the store and of git
//! details     causes for people, facts for scripts
//! blockers    messages about what blocks a promotion
//! approvals   messages about missing approvals
//! hold        refusals to set or to lift a hold
//! ineligible  approvals that would never count
//! signatures  messages about signatures
//! push        the purpose of a refused push
//! ```

mod approvals;
mod blockers;
mod codes;
mod details;
mod hints;
mod hold;
mod ineligible;
mod op_error;
mod push;
mod remote_hints;
mod signatures;
mod store_hints;

pub(crate) use approvals::{approvals_so_far, not_counted, rejection_code, rejection_message};
pub(crate) use blockers::{
    BlockerInfo, blocker_code, blocker_hint, blocker_message, brief_message, explain, past_message, stable_message,
};
pub(crate) use codes::Exit;
pub(crate) use hold::HoldRefusal;
pub(crate) use ineligible::{IneligibleApprover, IneligibleAttestor, IneligiblePolicyApprover};
pub(crate) use op_error::{Guesses, LostRace, OpError, Precondition};
pub(crate) use signatures::signing_hint;
