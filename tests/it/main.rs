//! The test binary: the program from outside, and the laws that hold inside.

// Helpers are no tests for clippy, but they end tests all the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod approve;
mod configs;
mod create;
mod create_from;
mod diff;
mod diff_content;
mod edits;
mod execute;
mod init;
mod json;
mod list;
mod refresh;
mod reject;
mod resume;
mod rollback;
mod support;
mod validate;
