//! The input of the gate.

use std::sync::Arc;

use jiff::Timestamp;

use super::Evidence;
use crate::policy::Policy;
use crate::promotion::{Hold, Person, Promotion, PromotionState};

/// The input of the gate for one promotion.
#[derive(Debug, Clone, Copy)]
pub struct GateInput<'a> {
    /// The policy in force.
    pub policy: &'a Policy,
    /// The promotion.
    pub promotion: &'a Promotion,
    /// The state of the promotion.
    pub state: &'a PromotionState,
    /// The authors of the promoted changes.
    pub authors: &'a [Person],
    /// The time since which the source has held all promoted values, if known.
    pub since: Option<Timestamp>,
    /// The evidence for its approvals.
    pub evidence: &'a Evidence,
    /// The holds of the ledger.
    pub holds: &'a [Arc<Hold>],
    /// The current time: the ledger's, which a clock cannot set back.
    pub now: Timestamp,
    /// The clock of the person who acts, if known: windows must be open and holds ended by it, too.
    pub clock: Option<Timestamp>,
    /// The person executing it; `None` if nobody in particular.
    pub by: Option<&'a Person>,
    /// The reason for overriding windows and freezes.
    pub overriding: Option<&'a str>,
}
