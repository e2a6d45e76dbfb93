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
    state.approvals.iter().filter(|a| may_approve(state, environment, creator, &a.by)).count()
}

/// Whether somebody's consent counts under this policy. Who planned it anew is its creator as much as
/// who asked for it first: the source may hold their own changes by then.
pub fn may_approve(state: &State, environment: &Environment, creator: &Person, by: &Person) -> bool {
    environment.approvals.by_creator || !(by.is(creator) || by.is(&state.planned_by))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::ObjectId;
    use crate::promotion::state::fold;
    use crate::promotion::{Event, What};

    fn person(name: &str) -> Person {
        Person { name: name.to_owned(), email: format!("{name}@acme.com") }
    }

    fn state(events: &[(&str, What)]) -> State {
        let event = |(by, what): &(&str, What)| Event {
            what: what.clone(),
            by: person(by),
            at: Timestamp::UNIX_EPOCH,
            policy: ObjectId::from_bytes([0; 20]),
        };
        fold(&events.iter().map(event).collect::<Vec<_>>()).unwrap()
    }

    fn policy() -> Policy {
        let text = "version: 1\nfiles: [\"{env}/**\"]\nenvironments:\n  dev: {}\n  prod: { from: [dev], approvals: { required: 1 } }\n";
        crate::policy::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn who_planned_it_anew_is_its_creator_too() {
        let digest: Digest = serde_json::from_str("\"sha256:00\"").unwrap();
        let validated = || What::Validated { digest: digest.clone(), ok: true, findings: Vec::new() };
        let history = |approver: &'static str| {
            state(&[
                ("ann", What::Created { digest: digest.clone() }),
                ("ben", What::Refreshed { digest: digest.clone() }),
                ("ben", validated()),
                (approver, What::Approved { digest: digest.clone() }),
            ])
        };
        for (approver, counts) in [("ann", false), ("ben", false), ("cy", true)] {
            let cleared = clear(&policy(), "dev", "prod", &person("ann"), &history(approver));
            assert_eq!(cleared.is_ok(), counts, "{approver}");
        }
    }
}
