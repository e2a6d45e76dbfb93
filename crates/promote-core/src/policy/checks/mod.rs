//! `checks:` of `promote.yaml`: a team's own rules on what a target would hold after a promotion.
//!
//! ```text
//! subject    a file of the target as it would be, read by key
//! known      what a rule may speak of
//! rule       an expression that must be true, judged in a process of its own; cases: of what
//! keys       requires, forbids: keys that must be there, and keys that must not
//! schema     the documents of files against a JSON Schema
//! ```
//!
//! Whoever reads hands over the subjects and the schemas; what comes back is findings. Nothing is read here.

mod cases;
mod check;
mod digest;
mod keys;
mod rule;
mod schema;
mod scope;
mod subject;

pub use cases::{CheckInput, RuleCases, plan_json};
pub use check::{Check, CheckCommand, CheckKind};
pub(crate) use check::{PLACEHOLDERS, placeholders};
pub(crate) use digest::checks_digest;
pub(crate) use keys::RequiredKey;
pub use rule::{Rule, RuleError, RuleInput, RuleResult, evaluate};
pub use schema::{Schema, SchemaError, SchemaFiles, references};
pub use scope::RuleScope;
pub use subject::CheckedFile;
