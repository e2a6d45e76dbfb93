//! Finding the environments of a repository that has no `promote.yaml` yet, from nothing but the
//! paths of its files and the names of its branches.
//!
//! ```text
//! paths      apps/web/overlays/prod/a.yaml   apps/web/overlays/dev/a.yaml   apps/api/overlays/dev/b.yaml
//! slots      apps/web/overlays/{env}: prod, dev                     words that stand beside each other
//! templates  apps/{app}/overlays/{env}/**                           slots of one shape, `api` included
//! pipeline   dev -> prod                                            spellings, families, ranks
//! proposal   the text of promote.yaml
//! ```
//!
//! A word alone proves nothing (`src/test`, `latest`): it takes two different ones in the same
//! place. What is found is a proposal for a person to read, so everything says where it was seen.

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
