//! Commands, one per file: each turns a request into a report. They read first, let the pure crates decide, then write once.
//! They never print. Code that several commands share is in `engine`.

pub(crate) mod approve;
pub(crate) mod approve_policy;
pub(crate) mod attest;
pub(crate) mod blame;
pub(crate) mod cache;
pub(crate) mod cancel;
pub(crate) mod candidates;
pub(crate) mod check;
pub(crate) mod choices;
pub(crate) mod create;
pub(crate) mod diff;
pub(crate) mod events;
pub(crate) mod execute;
pub(crate) mod get;
pub(crate) mod hold;
pub(crate) mod host_request;
pub(crate) mod init;
#[cfg(feature = "serve")]
pub(crate) mod inputs;
pub(crate) mod key_history;
pub(crate) mod keys;
pub(crate) mod ledger;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod matrix;
pub(crate) mod pick;
pub(crate) mod propose;
pub(crate) mod refresh;
pub(crate) mod reject;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod rollback;
#[cfg(test)]
mod rules_tests;
pub(crate) mod run_due;
pub(crate) mod schedule;
#[cfg(feature = "serve")]
pub(crate) mod services;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod status;
pub(crate) mod suggest;
pub(crate) mod trust;
pub(crate) mod validate;
pub(crate) mod verify;
pub(crate) mod version;
pub(crate) mod why;
pub(crate) mod withdraw;
