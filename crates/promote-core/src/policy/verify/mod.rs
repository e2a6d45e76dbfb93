//! Proof of what was done: facts of the ledger and of targets in, findings out.
//!
//! ```text
//! link     one commit of the ledger against the one before it: one event, legal, nothing else touched
//! target   the commits of an environment's branch against what the ledger says was written there
//! own      changes of promote.yaml against what the old one asks for
//! ```
//!
//! Nothing is read here; whoever reads hands over plain values, so that each rule can be tried with made-up history.

mod chain;
mod facts;
mod finding;
mod link;
mod own;
mod target;

pub use chain::{Chain, KnownPromotion};
pub use facts::{FileFact, LinkFacts, wants};
pub use finding::{Code, Finding};
pub use link::{LinkStep, Linked};
pub use own::{Agreed, Consent, PolicyChange, Want, unmet, wanting};
pub use target::{CommitKind, Expectation, Proof, RecordedCommit, TargetCommit, TrailerClaim, judge_target};
