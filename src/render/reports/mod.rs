//! One report for each command: what the command found or did, and what its output depends on.

pub(crate) mod approve;
pub(crate) mod attest;
pub(crate) mod check;
pub(crate) mod create;
pub(crate) mod diff;
pub(crate) mod end;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod execute;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod keys;
pub(crate) mod ledger;
pub(crate) mod list;
pub(crate) mod matrix;
pub(crate) mod rollback;
pub(crate) mod run_due;
pub(crate) mod schedule;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod suggest;
pub(crate) mod trust;
pub(crate) mod validate;
pub(crate) mod verify;
pub(crate) mod withdraw;
