//! The evaluation: every reason that blocks an execution, and the [`Clearance`] if there is none.

use jiff::Timestamp;

use super::approvals::{barred, count, needs, never};
use super::window_status::may_override;
use super::{
    ApprovalWeight, Blocker, CountedApproval, GateInput, MissingGroup, RejectedApproval, SignatureStatus, WindowStatus,
    attestations, holds, window_status,
};
use crate::env::change::Change;
use crate::policy::{Environment, Policy, UndoRule};
use crate::promotion::state::Approval;
use crate::promotion::{Digest, Person};

/// The evaluation of a promotion by the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The approvals of the plan, in order.
    pub approvals: Vec<CountedApproval>,
    /// The required number.
    pub required: u32,
    /// Whether they must be signed.
    pub signed: bool,
    /// The number that count.
    pub given: usize,
    /// The approvals required from groups.
    pub groups: Vec<MissingGroup>,
    /// The people who can never approve this plan, and the reason.
    pub barred: Vec<(Person, RejectedApproval)>,
    /// Whether a window or freeze is overridden.
    pub(crate) overridden: bool,
    /// The blockers; empty if the promotion may be executed.
    pub blockers: Vec<Blocker>,
}

impl Evaluation {
    /// The people whose approvals do not count, and the reason.
    pub fn uncounted(&self) -> impl Iterator<Item = (&Person, &RejectedApproval)> {
        self.approvals.iter().filter_map(|counted| Some((&counted.approval.by, counted.why_not.as_ref()?)))
    }

    /// Whether no approval is missing.
    pub fn approved(&self) -> bool {
        self.given >= self.required as usize && self.groups.iter().all(|need| need.missing() == 0)
    }
}

/// Permission to execute one plan. Only [`clear`] creates it, so the compiler makes sure that the gate was
/// asked.
#[derive(Debug, Clone)]
pub struct Clearance {
    digest: Digest,
    required: u32,
    approvers: Vec<Person>,
    overriding: Option<String>,
}

impl Clearance {
    /// The plan that may be executed.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The required number of approvals.
    pub fn required(&self) -> u32 {
        self.required
    }

    /// The people whose approvals count.
    pub fn approvers(&self) -> &[Person] {
        &self.approvers
    }

    /// The reason of the override, if one was needed.
    pub fn overriding(&self) -> Option<&str> {
        self.overriding.as_deref()
    }
}

/// Returns the target if the pipeline has the edge.
///
/// # Errors
/// The blocker if it does not.
pub fn edge<'a>(policy: &'a Policy, source: &str, target: &str) -> Result<&'a Environment, Blocker> {
    let environment = policy.environment(target);
    match environment {
        Some(environment) if environment.from.iter().any(|from| from == source) => Ok(environment),
        _ => Err(Blocker::NoEdge {
            source: source.to_owned(),
            target: target.to_owned(),
            from: environment.map(|e| e.from.clone()).unwrap_or_default(),
        }),
    }
}

/// Evaluates a promotion: which approvals count, and every blocker.
pub fn evaluate(input: &GateInput<'_>) -> Evaluation {
    let mut evaluation = approvals(input);
    let status = input.state.status(1);
    if !status.is_open() {
        evaluation.blockers = vec![Blocker::Ended(status)];
        return evaluation;
    }
    evaluation.blockers = against(input, &evaluation);
    evaluation.blockers.extend(holds::in_force(input));
    if let Some(target) = input.policy.environment(&input.promotion.target) {
        match window_status(input.policy, target, (input.now, input.clock), input.overriding.and(input.by)) {
            WindowStatus::Open => {}
            WindowStatus::Overridden => evaluation.overridden = true,
            WindowStatus::Closed(closed) => evaluation.blockers.extend(closed),
        }
    }
    evaluation
}

/// The blockers of an open promotion, in the order in which they have to be resolved.
fn against(input: &GateInput<'_>, evaluation: &Evaluation) -> Vec<Blocker> {
    let GateInput { policy, promotion, state, .. } = input;
    let mut blockers = Vec::new();
    if let Some((by, reason)) = &state.rejection {
        blockers.push(Blocker::Rejected { by: by.clone(), reason: reason.clone() });
    }
    if !state.validation.as_ref().is_some_and(|v| v.ok) {
        let findings =
            state.validation.as_ref().map_or(0, |v| v.findings.iter().filter(|f| f.level.is_error()).count());
        blockers.push(Blocker::NotValidated { findings });
    }
    if let Some(validation) = state.validation.as_ref().filter(|validation| validation.ok)
        && validation.checks_digest != policy.checks_digest(&promotion.target)
    {
        blockers.push(Blocker::ChecksChanged { target: promotion.target.clone() });
    }
    if let Some(environment) = policy.environment(&promotion.target) {
        blockers.extend(soaking(input, environment));
        blockers.extend(attestations::missing(input, environment));
        blockers.extend(undo_denied(input, environment));
    }
    match edge(policy, &promotion.source, &promotion.target) {
        Err(blocker) => blockers.push(blocker),
        Ok(_) if evaluation.approved() => {}
        Ok(_) => blockers.push(Blocker::ApprovalsMissing {
            target: promotion.target.clone(),
            given: evaluation.given,
            required: evaluation.required,
            groups: evaluation.groups.iter().filter(|need| need.missing() > 0).cloned().collect(),
            barred: evaluation.barred.clone(),
            uncounted: evaluation.uncounted().map(|(by, why)| (by.clone(), why.clone())).collect(),
        }),
    }
    blockers
}

/// The blocker if the plan undoes newer values of a target that denies that: only somebody of `override` may plan it, with a
/// reason.
fn undo_denied(input: &GateInput<'_>, environment: &Environment) -> Option<Blocker> {
    let undone = || input.promotion.plan.changes.iter().filter(|change| change.undoes.is_some());
    let reason = input.promotion.request.undo_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    let allowed = reason && may_override(input.policy, environment, &input.promotion.created_by);
    if environment.undo != UndoRule::Deny || allowed || undone().next().is_none() {
        return None;
    }
    let groups = environment.overriders.iter().filter_map(|name| input.policy.group(name));
    let overriders = groups.flat_map(|group| group.members.clone()).collect();
    let keys = undone().map(Change::address).collect();
    Some(Blocker::UndoDenied { target: environment.name.clone(), keys, overriders })
}

/// The blocker if the source has not held the promoted values for long enough.
fn soaking(input: &GateInput<'_>, environment: &Environment) -> Option<Blocker> {
    let soak = environment.soak_from(&input.promotion.source)?;
    // A soak beyond the end of time never ends.
    let until = input.since.map(|since| since.checked_add(soak).unwrap_or(Timestamp::MAX));
    if until.is_some_and(|until| until <= input.now) {
        return None;
    }
    let (source, target) = (input.promotion.source.clone(), environment.name.clone());
    Some(Blocker::Soaking { source, target, soak, until })
}

/// Returns the permission to execute, or every blocker.
///
/// # Errors
/// The blockers, never empty.
pub fn clear(input: &GateInput<'_>) -> Result<Clearance, Vec<Blocker>> {
    let evaluation = evaluate(input);
    if !evaluation.blockers.is_empty() {
        return Err(evaluation.blockers);
    }
    Ok(Clearance {
        digest: input.state.digest.clone(),
        required: evaluation.required,
        approvers: evaluation.approvals.iter().filter(|a| a.counts()).map(|a| a.approval.by.clone()).collect(),
        overriding: input.overriding.filter(|_| evaluation.overridden).map(str::to_owned),
    })
}

/// The weight that a person's approval would have now.
pub fn approval_weight(input: &GateInput<'_>, by: &Person) -> ApprovalWeight {
    let environment = input.policy.environment(&input.promotion.target);
    if let Some(why) = environment.and_then(|e| never(input, e, by)) {
        return ApprovalWeight::Nothing(why);
    }
    let is_of = |group: &str| input.policy.group(group).is_some_and(|group| group.has(by));
    let missing: Vec<MissingGroup> = evaluate(input).groups.into_iter().filter(|need| need.missing() > 0).collect();
    match missing.is_empty() || missing.iter().any(|need| is_of(&need.group)) {
        true => ApprovalWeight::Full,
        false => ApprovalWeight::Number { missing: missing.into_iter().map(|need| need.group).collect() },
    }
}

/// The evaluation of the approvals, without blockers.
fn approvals(input: &GateInput<'_>) -> Evaluation {
    let environment = input.policy.environment(&input.promotion.target);
    let counted = |approval: &Approval| match environment {
        Some(environment) => count(input, environment, approval),
        None => CountedApproval {
            approval: approval.clone(),
            why_not: None,
            until: approval.expires,
            signed: SignatureStatus::No,
        },
    };
    let approvals: Vec<CountedApproval> = input.state.approvals.iter().map(counted).collect();
    Evaluation {
        required: environment.map_or(0, |e| e.approvals.required),
        signed: environment.is_some_and(|e| e.approvals.signed),
        given: approvals.iter().filter(|a| a.counts()).count(),
        groups: environment.map(|e| needs(input, e, &approvals)).unwrap_or_default(),
        barred: environment.map(|e| barred(input, e)).unwrap_or_default(),
        overridden: false,
        blockers: Vec::new(),
        approvals,
    }
}
