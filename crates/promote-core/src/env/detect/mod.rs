//! Detecting the environments of a repository without a `promote.yaml`, from the paths of its files and the names of
//! its branches.
//!
//! ```text
//! paths      apps/web/overlays/prod/a.yaml   apps/web/overlays/dev/a.yaml   apps/api/overlays/dev/b.yaml
//! slots      apps/web/overlays/{env}: prod, dev                     names next to each other
//! templates  apps/{app}/overlays/{env}/**                           slots of one shape, `api` included
//! pipeline   dev -> prod                                            spellings, families, ranks
//! proposal   the text of promote.yaml
//! ```
//!
//! Known words (`dev`, `prod`) begin a slot, alone they are no evidence (`src/test`, `latest`): two different ones must be
//! in the same place. Other names are found by what trees have in common:
//!
//! - `whole`: names with different words around them (`k1-stage`, `k2-prod`), hosts of which one has no word
//! - `unusual`, `recur`: directories with the same files next to environments, file names that recur next to them
//! - `axis`, `listed`: rings, clusters, regions and sites without any known word
//! - `nested`: environments below environments (`production/us-east-2`)
//!
//! The result is a proposal for a person to review, so everything is listed with an example.

mod axis;
mod branches;
mod chains;
mod disjoint;
mod evidence;
mod families;
mod findings;
mod generalize;
mod history;
mod inside;
mod lineage;
mod listed;
mod merge;
mod mirror;
mod nested;
mod order;
mod pipeline;
mod proposal;
mod rare;
mod recur;
mod shape;
mod slots;
mod survey;
#[cfg(test)]
mod tests;
mod tree;
mod unusual;
mod vocabulary;
mod whole;
mod words;

pub use evidence::{Certainty, Evidence, OrderEvidence};
pub use findings::{
    Detection, FoundEnvironment, FoundFormat, FoundTemplate, NameLocation, Occurrence, RejectedCandidate,
    RejectionReason,
};
pub use history::Received;
pub use inside::{Maps, environments_among};
pub use survey::{find, find_with};
pub use tree::is_searched;
pub use words::is_for_all;
