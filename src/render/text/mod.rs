//! Text for people at a terminal, written to `io::Write`.

mod approvals;

pub(super) mod causes;
pub(super) mod cells;
pub(super) mod changes;
pub(super) mod check;
pub(super) mod diff;
pub(super) mod done;
pub(super) mod event;
pub(super) mod get;
pub(super) mod history;
pub(super) mod hold;
pub(super) mod host_request;
pub(super) mod init;
pub(super) mod judged;
pub(crate) mod keys;
pub(super) mod line_diff;
pub(super) mod list;
pub(super) mod matrix;
pub(super) mod plan;
pub(super) mod run_due;
pub(super) mod show;
pub(super) mod simulation;
pub(super) mod stats;
pub(super) mod status;
pub(in crate::render) mod style;
pub(super) mod suggest;
pub(super) mod time;
pub(super) mod validation;
pub(super) mod verify;
pub(super) mod waits;
pub(super) mod why;
pub(super) mod words;
