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
mod policy_change;
mod target;

pub use chain::{KnownPromotion, LedgerChain};
pub use facts::{ChangedFile, LedgerCommit, needs_content};
pub use finding::{FindingCode, VerifyFinding};
pub use link::{LinkResult, LinkStep};
pub use policy_change::{ConsentStatus, PolicyChange, PolicyConsent, RecordedConsent, consent_status, missing_consent};
pub use target::{CommitKind, CommitProof, ExpectedRecord, RecordedCommit, TargetCommit, TrailerClaim, verify_target};
