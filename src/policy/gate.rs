//! The gate: whether the rules let a promotion be executed. Only it can give a [`Clearance`].

use super::{Environment, Policy};
use crate::promotion::{Digest, Person, State, Status};

/// Leave to execute one plan, given by [`clear`] alone: nobody can forget a check that the compiler
/// asks for.
#[derive(Debug, Clone)]
pub struct Clearance {
    digest: Digest,
    required: u32,
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
}

/// One reason why a promotion may not be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocker {
    /// The pipeline does not have this edge (any more).
    NoEdge {
        /// The source environment.
        source: String,
        /// The target environment.
        target: String,
        /// What the target may be promoted from.
        from: Vec<String>,
    },
    /// The plan was not validated, or not without findings.
    NotValidated {
        /// How many findings the last validation had.
        findings: usize,
    },
    /// Approvals are missing.
    ApprovalsMissing {
        /// How many there are.
        given: usize,
        /// How many are asked for.
        required: u32,
        /// Whether the creator's own would count.
        by_creator: bool,
    },
    /// Somebody said no.
    Rejected {
        /// Who.
        by: Person,
        /// Why.
        reason: String,
    },
    /// It has ended.
    Ended(Status),
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

/// Gives leave to execute, or every reason why not. Approvals by the creator count only where the
/// policy lets them, whatever the ledger says.
///
/// # Errors
/// The blockers, never none.
pub fn clear(
    policy: &Policy,
    source: &str,
    target: &str,
    creator: &Person,
    state: &State,
) -> Result<Clearance, Vec<Blocker>> {
    let status = state.status(1);
    if matches!(status, Status::Cancelled | Status::RolledBack | Status::Executed) {
        return Err(vec![Blocker::Ended(status)]);
    }
    let mut blockers = Vec::new();
    if let Some((by, reason)) = &state.rejection {
        blockers.push(Blocker::Rejected { by: by.clone(), reason: reason.clone() });
    }
    if !state.validation.as_ref().is_some_and(|v| v.ok) {
        let findings = state.validation.as_ref().map_or(0, |v| v.findings.len());
        blockers.push(Blocker::NotValidated { findings });
    }
    let mut required = 0;
    match edge(policy, source, target) {
        Err(blocker) => blockers.push(blocker),
        Ok(environment) => {
            required = environment.approvals.required;
            let given = counting(state, environment, creator);
            if given < required as usize {
                let by_creator = environment.approvals.by_creator;
                blockers.push(Blocker::ApprovalsMissing { given, required, by_creator });
            }
        }
    }
    if blockers.is_empty() { Ok(Clearance { digest: state.digest.clone(), required }) } else { Err(blockers) }
}

/// How many approvals count under this policy.
pub fn counting(state: &State, environment: &Environment, creator: &Person) -> usize {
    let counts = |by: &Person| environment.approvals.by_creator || !by.is(creator);
    state.approvals.iter().filter(|a| counts(&a.by)).count()
}
