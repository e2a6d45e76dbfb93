//! Looking for what is wrong with a valid `promote.yaml` in a repository: entries that have no effect, and files that
//! cannot be told apart.
//!
//! ```text
//! outline    where each template, environment and pattern of promote.yaml is
//! finding    a finding with its place
//! takes      which files each environment takes, and those that two templates claim
//! usage      which patterns match a key
//! layout     findings about templates, environments and files
//! patterns   findings about patterns and schemas
//! coverage   the configuration files that no environment takes
//! unparsed   the files that are not read by key
//! ```
//!
//! Paths and files are passed in; nothing is read here.

mod coverage;
mod finding;
mod layout;
mod outline;
mod patterns;
mod takes;
mod unparsed;
mod usage;

pub use coverage::{Coverage, FolderCount, coverage, folders};
pub use finding::{Level, LintCode, LintFinding};
pub use layout::{EnvironmentFiles, layout_findings};
pub use outline::{Outline, PatternUse, PlacedPattern};
pub use patterns::{pattern_findings, schema_findings};
pub use takes::{TakenFile, Takes, takes};
pub use unparsed::{UnparsedFile, UnparsedKind};
pub use usage::PatternUsage;
