//! From the text of `promote.yaml` to a [`Policy`], with every mistake in it.
//!
//! The text becomes a tree with places (the same reader as for configuration), the tree becomes
//! drafts that remember their places (`files`, `environments`), and the drafts are compared with
//! each other (`whole`). Nothing stops at the first mistake; what depends on a part that could not
//! be read is not judged, so that one slip of the pen is one message.

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
mod places;
mod signers;
#[cfg(test)]
mod tests;

pub use document::read;
use mistake::Located;
pub use mistake::Mistake;
