//! The decision: every reason against an execution, and the [`Clearance`] where there is none.

use jiff::Timestamp;

use super::approvals::{barred, count, needs, never};
use super::{
    ApprovalWeight, Blocker, CountedApproval, GateInput, MissingGroup, RejectedApproval, SignatureStatus, WindowStatus,
    attestations, window_status,
};
use crate::policy::{Environment, Policy};
use crate::promotion::state::Approval;
use crate::promotion::{Digest, Person};

/// What the rules say of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Each approval of the plan, in the order they were given.
    pub approvals: Vec<CountedApproval>,
    /// How many are asked for.
    pub required: u32,
    /// Whether they must be signed.
    pub signed: bool,
    /// How many count.
    pub given: usize,
    /// What each group is asked for, and has given.
    pub groups: Vec<MissingGroup>,
    /// Whose approval can never count for this plan, and why.
    pub barred: Vec<(Person, RejectedApproval)>,
    /// Whether windows or freezes were against it, and are overridden.
    pub(crate) overridden: bool,
    /// Every reason against it; none where it may be executed.
    pub blockers: Vec<Blocker>,
}

impl Evaluation {
    /// Whose approvals do not count, and why.
    pub fn uncounted(&self) -> impl Iterator<Item = (&Person, &RejectedApproval)> {
        self.approvals.iter().filter_map(|counted| Some((&counted.approval.by, counted.why_not.as_ref()?)))
    }

    /// Whether no approval is missing.
    pub fn approved(&self) -> bool {
        self.given >= self.required as usize && self.groups.iter().all(|need| need.missing() == 0)
    }
}

/// Leave to execute one plan, given by [`clear`] alone: nobody can forget a check that the compiler
/// asks for.
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

    /// How many approvals were asked for.
    pub fn required(&self) -> u32 {
        self.required
    }

    /// Whose approvals count.
    pub fn approvers(&self) -> &[Person] {
        &self.approvers
    }

    /// The reason of the override, where one was needed.
    pub fn overriding(&self) -> Option<&str> {
        self.overriding.as_deref()
    }
}

/// Whether the pipeline has an edge.
///
/// # Errors
/// The blocker, where it has not.
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

/// What the rules say of it: what each approval counts for, and every reason against it.
pub fn evaluate(input: &GateInput<'_>) -> Evaluation {
    let mut evaluation = approvals(input);
    let status = input.state.status(1);
    if !status.is_open() {
        evaluation.blockers = vec![Blocker::Ended(status)];
        return evaluation;
    }
    evaluation.blockers = against(input, &evaluation);
    if let Some(target) = input.policy.environment(&input.promotion.target) {
        match window_status(input.policy, target, input.now, input.overriding.and(input.by)) {
            WindowStatus::Open => {}
            WindowStatus::Overridden => evaluation.overridden = true,
            WindowStatus::Closed(closed) => evaluation.blockers.extend(closed),
        }
    }
    evaluation
}

/// Every reason against what is open, the first that has to be lifted first.
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

/// What has not stood in the source for long enough.
fn soaking(input: &GateInput<'_>, environment: &Environment) -> Option<Blocker> {
    let soak = environment.soak_from(&input.promotion.source)?;
    // What would lie beyond the end of time is never over.
    let until = input.since.map(|since| since.checked_add(soak).unwrap_or(Timestamp::MAX));
    if until.is_some_and(|until| until <= input.now) {
        return None;
    }
    let (source, target) = (input.promotion.source.clone(), environment.name.clone());
    Some(Blocker::Soaking { source, target, soak, until })
}

/// Gives leave to execute, or every reason why not.
///
/// # Errors
/// The blockers, never none.
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

/// What somebody's approval would be worth now.
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

/// The judgement on the approvals; nothing is said yet of what stands against it.
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
