//! Verification: facts about the ledger and target branches in, findings out.
//!
//! ```text
//! link            each commit of the ledger against the state before it: one legal event of a promotion or of a hold, nothing
//!                 else changed
//! target          the commits of an environment's branch against the ledger's records
//! policy_change   changes of promote.yaml against the approvals that the old version requires
//! ```
//!
//! Nothing is read here: facts are plain values, so that every rule can be tested with invented history.

mod chain;
mod facts;
mod finding;
mod ledger_decision;
mod link;
mod link_event;
mod link_files;
mod link_hold;
mod policy_change;
mod target;
#[cfg(test)]
mod tests;

pub use chain::{KnownHold, KnownPromotion, LedgerChain, LinkStep};
pub use facts::{ChangedFile, LedgerCommit, needs_content};
pub use finding::{FindingCode, VerifyFinding};
pub use ledger_decision::{
    AHEAD, DISPUTES, LedgerDecision, LedgerStatement, MOVES, PolicyMove, UPGRADES, decision_status,
};
pub use link::LinkResult;
pub use link_hold::HoldStep;
pub use policy_change::{
    ConsentStatus, GivenConsent, PolicyChange, PolicyConsent, RecordedConsent, consent_status, missing_consent,
};
pub use target::{CommitKind, CommitProof, ExpectedRecord, RecordedCommit, TargetCommit, TrailerClaim, verify_target};
