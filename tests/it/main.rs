//! The test binary.

mod diff;
mod edits;
mod support;
