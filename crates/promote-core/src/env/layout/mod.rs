//! The layout of a repository: path templates bound to one environment, and a matcher that follows
//! them down a tree one name at a time.
//!
//! A walk keeps a set of [`MatchState`]s for each directory: the progress of each template and exclusion. One name
//! leads from one set to the next, and to the *logical* name, in which the bound captures are kept in braces:
//!
//! ```text
//! template  apps/{app}/overlays/{env}/**      bound: env = "prod"
//! path      apps/web/overlays/prod/x/a.yaml
//! logical   apps/web/overlays/{env}/x/a.yaml
//! ```
//!
//! Two environments are walked side by side by logical names. If both sides have the same tree and the same
//! [settled](Matcher::settled) states, nothing below can differ.

mod accept;
mod bind;
mod matcher;
mod meeting;
mod only;
mod owner;
#[cfg(test)]
mod owner_tests;
mod part;
mod rival;
mod spelled;
mod survey;
#[cfg(test)]
mod survey_tests;
#[cfg(test)]
mod tests;

pub use accept::{AcceptedFile, KeyClaim};
pub use bind::Bindings;
pub use matcher::{MatchState, Matcher, NextStates};
pub use only::CaptureFilter;
pub use owner::Standing;
pub(crate) use rival::{equal_path, spelled_text};
pub use survey::SurveyedFile;
