//! The test binary.

mod edits;
