//! The test binary.

mod approve;
mod configs;
mod create;
mod create_from;
mod diff;
mod diff_content;
mod edits;
mod execute;
mod list;
mod refresh;
mod reject;
mod rollback;
mod support;
mod validate;
