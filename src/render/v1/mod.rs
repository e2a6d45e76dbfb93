//! The public JSON, version 1: types of its own, so that no change of a stored or internal type changes what scripts
//! read. Fields may be added; none is renamed, removed or given another meaning.
//!
//! The doc comments of these types are the descriptions in `schemas/`.

pub(crate) mod approvals;
pub(crate) mod cache;
pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod checked_files;
pub(crate) mod common;
pub(crate) mod diff;
pub(crate) mod error;
pub(crate) mod event;
pub(crate) mod history;
pub(crate) mod hold;
pub(crate) mod host_request;
pub(crate) mod init;
mod init_evidence;
mod judged;
pub(crate) mod keys;
pub(crate) mod landed;
pub(crate) mod ledger;
pub(crate) mod ledger_event;
pub(crate) mod matrix;
pub(crate) mod names;
pub(crate) mod policy_changes;
#[cfg(feature = "serve")]
pub(crate) mod problem;
pub(crate) mod promotion;
pub(crate) mod run_due;
pub(crate) mod schemas;
pub(crate) mod simulation;
pub(crate) mod stats;
pub(crate) mod status;
pub(crate) mod suggest;
pub(crate) mod trust;
pub(crate) mod validation;
pub(crate) mod verify;
