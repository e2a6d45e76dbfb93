//! The checks of the policy, run on the target's new files.
//!
//! ```text
//! run       all checks of a validation, in parallel
//! files     what checks ask of single files: each is read once
//! remembered  files in which a check found nothing need not be read again
//! rules     CEL rules, evaluated in a separate process
//! commands  commands in a directory of files, where the user allows them
//! mask      masks secrets in the output of commands
//! names     values that name another environment, in every plan
//! again     the checks run again on the final files, before execution
//! ```

mod again;
mod commands;
mod files;
mod mask;
mod names;
mod remembered;
mod rules;
mod run;

pub(crate) use again::{has_validated_files, still_passes};
pub(crate) use commands::TRUSTED;
pub(crate) use names::names_messages;
pub(crate) use rules::{RULE_EVALUATOR, serve};
pub(crate) use run::{CheckResults, run};
