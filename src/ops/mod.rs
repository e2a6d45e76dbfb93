//! Use cases: one a file, from a request to a report. No printing; reading first, then a decision by
//! the pure layers, then one write.

pub mod approve;
pub mod approve_policy;
pub mod attest;
pub mod authors;
pub mod cancel;
pub mod carry;
mod catch_up;
mod changed;
pub mod compare;
pub mod configs;
pub mod context;
pub mod create;
pub mod decide;
pub mod diff;
pub mod error;
pub mod execute;
mod follow;
pub mod history;
pub mod init;
mod landed;
pub mod list;
pub mod planning;
pub mod propose;
mod races;
pub mod refresh;
pub mod reject;
pub mod rollback;
pub mod run_due;
pub mod schedule;
pub mod secrets;
pub mod show;
mod soak;
pub mod status;
mod taken_back;
mod today;
pub mod trust;
mod unmasked;
pub mod validate;
pub mod verify;
pub mod whole;
pub mod withdraw;

pub use crate::store::Reach;
pub use context::{Context, Remarks};
pub use error::OpError;
pub use promote_git::Patience;
