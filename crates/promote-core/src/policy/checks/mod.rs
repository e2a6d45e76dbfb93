//! `checks:` of `promote.yaml`: a team's own checks of the target after a promotion.
//!
//! ```text
//! checked_file   a file of the target as it would be, parsed into keys
//! question       what a check asks of one file, and what all answers mean
//! scope          the names that a rule may use
//! rule, cases    an expression that must be true, evaluated in a process of its own, and its inputs
//! keys           requires, forbids: keys that must exist, and keys that must not
//! schema         the documents of files against a JSON Schema
//! ```
//!
//! Files and schemas are passed in; the result is findings. Nothing is read here.

mod cases;
mod check;
mod checked_file;
mod digest;
mod keys;
mod question;
mod rule;
mod schema;
mod scope;

pub use cases::{CheckInput, RuleCases, plan_json};
pub use check::{Check, CheckCommand, CheckKind};
pub(crate) use check::{PLACEHOLDERS, placeholders};
pub use checked_file::CheckedFile;
pub(crate) use digest::checks_digest;
pub use keys::RequiredKey;
pub use question::{FileAnswers, FileQuestion};
pub use rule::{Rule, RuleError, RuleInput, RuleResult, evaluate};
pub use schema::{Schema, SchemaError, SchemaFiles, references};
pub use scope::RuleScope;
