//! The policy's own checks, run on the target as it would be.
//!
//! ```text
//! run       all checks of a validation, in parallel
//! rules     CEL rules, evaluated in a process of their own
//! commands  commands on a folder of files, where the user lets them run
//! mask      the output of commands, without the secrets that they were shown
//! again     the checks asked again of exactly what is written
//! ```

mod again;
mod commands;
mod mask;
mod rules;
mod run;

pub(crate) use again::{is_as_seen, stands_against};
pub(crate) use commands::TRUSTED;
pub(crate) use rules::{RULE_EVALUATOR, serve};
pub(crate) use run::{CheckResults, run};
