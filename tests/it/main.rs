//! The test binary.

mod edits;
mod init;
