//! The test binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

mod approve;
mod configs;
mod create;
mod create_from;
mod diff;
mod diff_content;
mod edits;
mod execute;
mod init;
mod laws;
mod list;
mod refresh;
mod reject;
mod rollback;
mod support;
mod validate;
