//! Use cases: one a file, from a request to a report. No printing; reading first, then a decision by
//! the pure layers, then one write.

pub(crate) mod approve;
pub(crate) mod approve_policy;
pub(crate) mod attest;
pub(crate) mod authors;
pub(crate) mod cancel;
pub(crate) mod carry;
mod catch_up;
mod changed;
pub(crate) mod compare;
pub(crate) mod configs;
pub(crate) mod context;
pub(crate) mod create;
pub(crate) mod decide;
pub(crate) mod diff;
pub(crate) mod error;
pub(crate) mod execute;
mod follow;
pub(crate) mod history;
pub(crate) mod init;
mod landed;
pub(crate) mod list;
pub(crate) mod planning;
pub(crate) mod propose;
mod races;
pub(crate) mod refresh;
pub(crate) mod reject;
pub(crate) mod rollback;
pub(crate) mod run_due;
pub(crate) mod schedule;
pub(crate) mod secrets;
pub(crate) mod show;
mod soak;
pub(crate) mod status;
mod taken_back;
mod today;
pub(crate) mod trust;
mod unmasked;
pub(crate) mod validate;
pub(crate) mod verify;
pub(crate) mod whole;
pub(crate) mod withdraw;

pub(crate) use crate::store::RemoteAccess;
pub(crate) use context::{Context, Remarks};
pub(crate) use error::OpError;
pub(crate) use promote_git::Timeouts;
