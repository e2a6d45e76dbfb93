//! What was tried with a plan: for each name that the rules ask for, the latest word of somebody whose word counts.

use jiff::Timestamp;

use super::{Blocker, GateInput, RejectedApproval, SignatureStatus};
use crate::policy::{Environment, Policy, RequiredAttestation};
use crate::promotion::Person;
use crate::promotion::person::is_mail;
use crate::promotion::state::Attestation;

/// Everything that is asked for and missing, or went wrong.
pub(super) fn missing(question: &GateInput<'_>, environment: &Environment) -> Vec<Blocker> {
    environment.attestations.iter().filter_map(|attest| one(question, environment, attest)).collect()
}

fn one(question: &GateInput<'_>, environment: &Environment, attest: &RequiredAttestation) -> Option<Blocker> {
    let named = || question.state.attestations.iter().rev().filter(|a| a.name == attest.name);
    let uncounted = |a: &Attestation| uncounted(question, environment, attest, a);
    let missing = |lapsed: Option<Timestamp>| {
        let why = named().find_map(|a| Some(Box::new((a.by.clone(), uncounted(a)?))));
        let (target, name, by) = (environment.name.clone(), attest.name.clone(), attest.by.clone());
        Some(Blocker::AttestationMissing { target, name, by, lapsed, uncounted: why })
    };
    let Some(latest) = named().find(|a| uncounted(a).is_none()) else { return missing(None) };
    if !latest.ok {
        let (target, name) = (environment.name.clone(), attest.name.clone());
        return Some(Blocker::AttestationFailed { target, name, by: latest.by.clone(), notes: latest.notes.clone() });
    }
    // What would lie beyond the end of time is no limit.
    let until = attest.valid.and_then(|valid| latest.at.checked_add(valid).ok());
    until.filter(|until| *until <= question.now).and_then(|until| missing(Some(until)))
}

/// Why somebody's word does not count; `None` where it does.
fn uncounted(
    question: &GateInput<'_>,
    environment: &Environment,
    attest: &RequiredAttestation,
    a: &Attestation,
) -> Option<RejectedApproval> {
    if !may(question.policy, attest, &a.by) {
        return Some(RejectedApproval::Outsider { groups: attest.by.clone() });
    }
    if !attest.signed {
        return None;
    }
    match question.evidence.signed(&question.policy.signers, Some(environment), (a.number, &a.by, a.at)) {
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt)),
        SignatureStatus::Unread if !question.state.status(1).is_open() => None,
        SignatureStatus::No if !question.policy.signers.knows(&a.by) => Some(RejectedApproval::Keyless),
        SignatureStatus::Unread | SignatureStatus::No => Some(RejectedApproval::Unsigned),
    }
}

/// Whether somebody's word counts, whatever they say.
pub fn may(policy: &Policy, attest: &RequiredAttestation, by: &Person) -> bool {
    let is = |who: &String| match is_mail(who) {
        true => by.has(who),
        false => policy.group(who).is_some_and(|group| group.has(by)),
    };
    attest.by.is_empty() || attest.by.iter().any(is)
}
