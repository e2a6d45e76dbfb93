//! Decoding `promote.yaml` to a [`Policy`](super::Policy), with every mistake in it.
//!
//! The text becomes a tree with places (by the same parser as configuration), the tree becomes drafts with places
//! (`files`, `environments`), and the drafts are compared with each other (`cross_checks`, `places`). Decoding does not
//! stop at the first mistake; a part that depends on an invalid one is not checked, so that one mistake gives one
//! message.

mod accepted;
mod approvals;
mod attestations;
mod calendar;
mod checks;
mod cross_checks;
mod diagnostics;
mod document;
mod environments;
mod fields;
mod files;
mod lists;
mod mistake;
mod names;
mod overlaps;
mod places;
mod request;
mod services;
mod signers;
#[cfg(test)]
mod tests;
mod translate;

pub use document::read;
use mistake::Located;
pub use mistake::Mistake;
