//! What the gate is asked.

use jiff::Timestamp;

use super::Evidence;
use crate::policy::Policy;
use crate::promotion::{Person, Promotion, PromotionState};

/// May this be executed?
#[derive(Debug, Clone, Copy)]
pub struct GateInput<'a> {
    /// The rules that matter.
    pub policy: &'a Policy,
    /// What is to be executed.
    pub promotion: &'a Promotion,
    /// What happened to it.
    pub state: &'a PromotionState,
    /// Who wrote the commits that it takes its values from.
    pub authors: &'a [Person],
    /// Since when all that it takes has stood in the source, where that is known.
    pub since: Option<Timestamp>,
    /// What stands behind its approvals.
    pub evidence: &'a Evidence,
    /// The time that matters: the ledger's, which no clock sets back.
    pub now: Timestamp,
    /// Who would execute it; `None` where nobody in particular asks.
    pub by: Option<&'a Person>,
    /// The reason why rules that may be overridden are to be.
    pub overriding: Option<&'a str>,
}
