//! Changes of approvals, attestations, groups, services and trusted keys.

use super::difference::{Differences, Effect, strs};
use crate::policy::signers::TrustedSigner;
use crate::policy::{ApprovalRules, Policy, RequiredAttestation, ServiceRules, Tenants};

pub(super) fn compare(old: &Policy, new: &Policy, found: &mut Differences) {
    let none = ApprovalRules::default();
    let own = |policy: &Policy| policy.policy_approvals.clone().unwrap_or_else(|| none.clone());
    approvals("policy.approvals", &own(old), &own(new), found);
    groups(old, new, found);
    let shown = |line: &TrustedSigner| format!("{} {}", line.mail, line.key);
    let lines = |policy: &Policy| policy.signers.lines.iter().map(shown).collect::<Vec<_>>();
    let (before, after) = (lines(old), lines(new));
    found.names("signers", &strs(&before), &strs(&after), Effect::Weaker);
    for line in &new.signers.lines {
        let same = old.signers.lines.iter().find(|other| other.mail == line.mail && other.key == line.key);
        if same.is_some_and(|other| other.validity != line.validity) {
            found.add(Effect::Changed, "signers", format!("other options of '{}'", shown(line)));
        }
    }
    let revoked = |policy: &Policy| policy.signers.revoked.iter().cloned().collect::<Vec<_>>();
    let (before, after) = (revoked(old), revoked(new));
    found.names("revoked", &strs(&before), &strs(&after), Effect::Stronger);
    services(&old.services, &new.services, found);
    let accepted = |policy: &Policy| {
        policy.accepted.iter().map(|a| format!("{} at {}", a.rule, a.commit.short())).collect::<Vec<_>>()
    };
    let (before, after) = (accepted(old), accepted(new));
    found.names("accepted", &strs(&before), &strs(&after), Effect::Weaker);
}

/// The approvals that a promotion, or a change of `promote.yaml` requires.
pub(super) fn approvals(rule: &str, old: &ApprovalRules, new: &ApprovalRules, found: &mut Differences) {
    let field = |name: &str| format!("{rule}.{name}");
    found.number(&field("required"), old.required, new.required);
    let least = |rules: &ApprovalRules, group: &str| {
        rules.groups.iter().find(|quorum| quorum.group == group).map_or(0, |quorum| quorum.least)
    };
    let mut groups: Vec<&str> = old.groups.iter().chain(&new.groups).map(|quorum| quorum.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        found.number(&field(&format!("groups.{group}")), least(old, group), least(new, group));
    }
    found.switch(&field("self"), old.by_creator, new.by_creator, false);
    found.switch(&field("authors"), old.by_authors, new.by_authors, false);
    found.duration(&field("valid"), old.valid, new.valid, false);
    found.switch(&field("signed"), old.signed, new.signed, true);
}

pub(super) fn attestations(old: &[RequiredAttestation], new: &[RequiredAttestation], found: &mut Differences) {
    let names = |all: &[RequiredAttestation]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    found.names("attestations", &strs(&before), &strs(&after), Effect::Stronger);
    for now in new {
        let Some(then) = old.iter().find(|then| then.name == now.name) else { continue };
        let rule = format!("attestations.{}", now.name);
        match (then.by.is_empty(), now.by.is_empty()) {
            (true, false) => found.add(Effect::Stronger, &rule, format!("everybody -> {}", now.by.join(", "))),
            (false, true) => found.add(Effect::Weaker, &rule, format!("{} -> everybody", then.by.join(", "))),
            _ => found.names(&rule, &strs(&then.by), &strs(&now.by), Effect::Weaker),
        }
        found.duration(&format!("{rule}.valid"), then.valid, now.valid, false);
        found.switch(&format!("{rule}.signed"), then.signed, now.signed, true);
    }
}

/// A new service may write for everybody; a tenant that is added sees files that it did not see.
fn services(old: &ServiceRules, new: &ServiceRules, found: &mut Differences) {
    found.names("services", &strs(&old.mails), &strs(&new.mails), Effect::Weaker);
    let tenants = |rules: &ServiceRules| match &rules.tenants {
        None => Vec::new(),
        Some(Tenants { capture, ids }) => ids.iter().map(|(id, value)| format!("{id}: {capture}={value}")).collect(),
    };
    let (before, after): (Vec<String>, Vec<String>) = (tenants(old), tenants(new));
    found.names("tenants", &strs(&before), &strs(&after), Effect::Changed);
    found.switch("reasons", old.reasons, new.reasons, true);
    found.switch("if-match", old.if_match, new.if_match, true);
}

/// More members can give the same number of approvals.
fn groups(old: &Policy, new: &Policy, found: &mut Differences) {
    for group in &new.groups {
        let rule = format!("groups.{}", group.name);
        match old.group(&group.name) {
            Some(before) => found.names(&rule, &strs(&before.members), &strs(&group.members), Effect::Weaker),
            None => found.add(Effect::Changed, &rule, format!("new, with {}", group.members.join(", "))),
        }
    }
    for group in old.groups.iter().filter(|group| new.group(&group.name).is_none()) {
        found.add(Effect::Changed, &format!("groups.{}", group.name), "removed");
    }
}
