//! Detecting the environments of a repository without a `promote.yaml`, from the paths of its files and the names of
//! its branches.
//!
//! ```text
//! paths      apps/web/overlays/prod/a.yaml   apps/web/overlays/dev/a.yaml   apps/api/overlays/dev/b.yaml
//! slots      apps/web/overlays/{env}: prod, dev                     words next to each other
//! templates  apps/{app}/overlays/{env}/**                           slots of one shape, `api` included
//! pipeline   dev -> prod                                            spellings, families, ranks
//! proposal   the text of promote.yaml
//! ```
//!
//! A word alone is no evidence (`src/test`, `latest`): two different ones must be in the same place. The result is a
//! proposal for a person to review, so everything is listed with an example.

mod disjoint;
mod families;
mod findings;
mod generalize;
mod merge;
mod pipeline;
mod proposal;
mod shape;
mod slots;
mod survey;
#[cfg(test)]
mod tests;
mod tree;
mod words;

pub use findings::{
    Detection, FoundEnvironment, FoundTemplate, NameLocation, Occurrence, RejectedCandidate, RejectionReason,
};
pub use survey::find;
