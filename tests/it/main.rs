//! The test binary: the program from outside, and the laws that hold inside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

mod approve;
mod attacks;
mod attest;
mod authors;
mod bad_input;
mod bad_policy;
mod branches;
mod captures;
mod checkout;
mod checks;
mod checks_again;
mod checks_broken;
mod circles;
mod cli;
mod clones;
mod commands;
mod completions;
mod create;
mod create_from;
mod create_refused;
mod diff;
mod diff_asked;
mod diff_content;
mod diff_patch;
mod digest;
mod disk_faults;
mod edits;
mod execute;
mod faults;
mod files_behind;
mod frozen;
mod fuzzed;
mod groups;
mod help;
mod hostile;
mod init;
mod json;
mod keyed;
mod keyed_life;
mod keyed_refused;
mod keyed_shapes;
mod keys;
mod kill;
mod kinds;
mod laws;
mod layers;
mod layouts;
mod lifecycle;
mod list;
mod locked;
mod markdown;
mod network;
mod odd_files;
mod opaque_files;
mod packages;
mod policy_changes;
mod propose;
mod race;
mod read_only;
mod reading;
mod readme;
mod receive;
mod records;
mod refresh;
mod refused;
mod reject;
mod remote;
mod resume;
mod rollback;
mod run_due;
mod schedule;
mod schemas;
mod secrets;
mod secrets_called;
mod sets;
mod signatures;
mod simulate;
mod soak;
mod steps;
mod support;
mod transaction;
mod trust;
mod unrecorded;
mod validate;
mod values;
mod verify;
mod whole_files;
mod windows;
mod withdraw;
mod yaml;
mod yaml_suite;
