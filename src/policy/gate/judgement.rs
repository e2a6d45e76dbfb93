//! The gate's answer: what each approval counts for, and why it does not.

use super::{Blocker, Question, own};
use crate::policy::Environment;
use crate::promotion::state::Approval;

/// What the rules say of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Each approval of the plan, in the order they were given.
    pub approvals: Vec<Counted>,
    /// How many are asked for.
    pub required: u32,
    /// How many count.
    pub given: usize,
    /// Every reason against it; none where it may be executed.
    pub blockers: Vec<Blocker>,
}

impl Judgement {
    /// Whether no approval is missing.
    pub fn approved(&self) -> bool {
        self.given >= self.required as usize
    }
}

/// An approval, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The approval.
    pub approval: Approval,
    /// Why it does not count; `None` where it does.
    pub why_not: Option<Uncounted>,
}

impl Counted {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.why_not.is_none()
    }
}

/// Why an approval does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncounted {
    /// It is the creator's own.
    Creator,
    /// It is that of whoever planned it anew.
    Planner,
}

/// Each approval in the light of the rules.
pub(super) fn count(question: &Question<'_>, environment: Option<&Environment>) -> Vec<Counted> {
    let why_not = |approval: &Approval| environment.and_then(|e| own(question, e, &approval.by));
    let counted = |approval: &Approval| Counted { approval: approval.clone(), why_not: why_not(approval) };
    question.state.approvals.iter().map(counted).collect()
}
