//! Attestations: for each required name, the latest result by somebody who may attest it.

use jiff::Timestamp;

use super::{Blocker, GateInput, RejectedApproval, SignatureStatus};
use crate::policy::{Environment, Policy, RequiredAttestation};
use crate::promotion::Person;
use crate::promotion::mail::is_mail;
use crate::promotion::state::Attestation;

/// All required attestations that are missing or failed.
pub(super) fn missing(input: &GateInput<'_>, environment: &Environment) -> Vec<Blocker> {
    environment.attestations.iter().filter_map(|attest| one(input, environment, attest)).collect()
}

fn one(input: &GateInput<'_>, environment: &Environment, attest: &RequiredAttestation) -> Option<Blocker> {
    let named = || input.state.attestations.iter().rev().filter(|a| a.name == attest.name);
    let uncounted = |a: &Attestation| uncounted(input, attest, a);
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
    // An expiry beyond the end of time is no limit.
    let until = attest.valid.and_then(|valid| latest.at.checked_add(valid).ok());
    until.filter(|until| *until <= input.now).and_then(|until| missing(Some(until)))
}

/// Why an attestation does not count; `None` if it does.
fn uncounted(input: &GateInput<'_>, attest: &RequiredAttestation, a: &Attestation) -> Option<RejectedApproval> {
    if !may_attest(input.policy, attest, &a.by) {
        return Some(RejectedApproval::Outsider { groups: attest.by.clone() });
    }
    if let Some(mismatch) = input.evidence.mismatch(a.number) {
        return Some(RejectedApproval::Doubtful(mismatch));
    }
    if !attest.signed {
        return None;
    }
    match input.evidence.signed(&input.policy.signers, (a.number, &a.by, a.at)) {
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt)),
        SignatureStatus::Unread if !input.state.status(1).is_open() => None,
        SignatureStatus::No if !input.policy.signers.knows(&a.by) => Some(RejectedApproval::Keyless),
        SignatureStatus::Unread | SignatureStatus::No => Some(RejectedApproval::Unsigned),
    }
}

/// Whether a person may attest it.
pub fn may_attest(policy: &Policy, attest: &RequiredAttestation, by: &Person) -> bool {
    let is = |who: &String| match is_mail(who) {
        true => by.has(who),
        false => policy.group(who).is_some_and(|group| group.has(by)),
    };
    attest.by.is_empty() || attest.by.iter().any(is)
}
