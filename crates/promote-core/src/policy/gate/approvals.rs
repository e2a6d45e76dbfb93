//! Which approvals count, the reason if one does not, and which are missing.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{GateInput, SignatureProblem, SignatureStatus};
use crate::policy::{ApprovalRules, Environment, Policy};
use crate::promotion::Person;
use crate::promotion::mail::mailbox;
use crate::promotion::state::Approval;

/// An approval, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedApproval {
    /// The approval.
    pub approval: Approval,
    /// Why it does not count; `None` if it does.
    pub why_not: Option<RejectedApproval>,
    /// The expiry, by the current policy and by that in force at the time; the earlier one.
    pub until: Option<Timestamp>,
    /// The status of its signature.
    pub signed: SignatureStatus,
}

impl CountedApproval {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.why_not.is_none()
    }
}

/// Why an approval does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RejectedApproval {
    /// The approver created the promotion.
    Creator,
    /// The approver refreshed the plan.
    Planner,
    /// The approver is an author of the promoted changes.
    Author,
    /// Only members of certain groups may approve, and the approver is in none of them.
    Outsider {
        /// The groups.
        groups: Vec<String>,
    },
    /// A signature is required, and no key of the approver is trusted.
    Keyless,
    /// A signature is required, and there is none.
    Unsigned,
    /// A signature is required, and this one is not valid.
    Doubtful(SignatureProblem),
    /// The approval has expired.
    Lapsed {
        /// The expiry.
        at: Timestamp,
    },
}

/// The approvals required from a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGroup {
    /// The group.
    pub group: String,
    /// The required number of approvals by members.
    pub least: u32,
    /// The members whose approvals count.
    pub by: Vec<Person>,
    /// The email addresses of the members who may still approve.
    pub may: Vec<String>,
    /// The members who can never approve this plan, and the reason.
    pub barred: Vec<(Person, RejectedApproval)>,
}

impl MissingGroup {
    /// The number of missing approvals.
    pub fn missing(&self) -> usize {
        (self.least as usize).saturating_sub(self.by.len())
    }
}

/// The weight of a person's approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalWeight {
    /// It would never count for this plan.
    Nothing(RejectedApproval),
    /// It counts toward the total only: these groups are missing, and the person is in none of them.
    Number {
        /// The groups.
        missing: Vec<String>,
    },
    /// It counts toward everything that is missing.
    Full,
}

/// Evaluates one approval.
pub(super) fn count(input: &GateInput<'_>, environment: &Environment, approval: &Approval) -> CountedApproval {
    let until = until(&environment.approvals, approval);
    let lapsed = until.filter(|until| *until <= input.now).map(|at| RejectedApproval::Lapsed { at });
    let signed = input.evidence.signed(&input.policy.signers, (approval.number, &approval.by, approval.at));
    let mismatch = input.evidence.mismatch(approval.number).map(RejectedApproval::Doubtful);
    let why_not = never(input, environment, &approval.by)
        .or(mismatch)
        .or_else(|| unsigned(input, environment, &signed))
        .or(lapsed);
    CountedApproval { approval: approval.clone(), why_not, until, signed }
}

/// Why the signature does not suffice, if one is required.
fn unsigned(input: &GateInput<'_>, environment: &Environment, signed: &SignatureStatus) -> Option<RejectedApproval> {
    match signed {
        _ if !environment.approvals.signed => None,
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt.clone())),
        // A closed promotion was evaluated when it was executed; `verify` reads the signatures again.
        SignatureStatus::Unread if !input.state.status(1).is_open() => None,
        SignatureStatus::Unread | SignatureStatus::No => Some(RejectedApproval::Unsigned),
    }
}

/// The current policy cannot extend the stated expiry, but it may shorten it.
fn until(rules: &ApprovalRules, approval: &Approval) -> Option<Timestamp> {
    // An expiry beyond the end of time is no limit.
    let today = rules.valid.and_then(|valid| approval.at.checked_add(valid).ok());
    [today, approval.expires].into_iter().flatten().min()
}

/// Why a person's approval can never count for this plan; `None` if it can.
pub(super) fn never(input: &GateInput<'_>, environment: &Environment, by: &Person) -> Option<RejectedApproval> {
    let keyless = || environment.approvals.signed && !input.policy.signers.knows(by);
    own(input, &environment.approvals, by)
        .or_else(|| outsider(input.policy, &environment.approvals, by))
        .or_else(|| keyless().then_some(RejectedApproval::Keyless))
}

/// Why the person is excluded as creator, refresher or author.
fn own(input: &GateInput<'_>, rules: &ApprovalRules, by: &Person) -> Option<RejectedApproval> {
    // A refresh counts as creation: the source may contain the refresher's own changes by then.
    let created = by.is(&input.promotion.created_by);
    if created || by.is(&input.state.planned_by) {
        // `self: true` allows the creator even if they are an author as well.
        let why = if created { RejectedApproval::Creator } else { RejectedApproval::Planner };
        return (!rules.by_creator).then_some(why);
    }
    let wrote = || input.authors.iter().any(|author| author.is(by));
    (!rules.by_authors && wrote()).then_some(RejectedApproval::Author)
}

/// If the groups require as many people as `required`, an approval by anybody else can never matter.
fn outsider(policy: &Policy, rules: &ApprovalRules, by: &Person) -> Option<RejectedApproval> {
    let groups = || rules.groups.iter().filter_map(|share| policy.group(&share.group));
    if rules.groups.is_empty() || groups().any(|group| group.has(by)) || rules.required > at_least(policy, rules) {
        return None;
    }
    Some(RejectedApproval::Outsider { groups: rules.groups.iter().map(|share| share.group.clone()).collect() })
}

/// The minimum number of people by which all groups are satisfied: groups without a common member need different
/// people.
fn at_least(policy: &Policy, rules: &ApprovalRules) -> u32 {
    let (mut apart, mut seen) = (0, BTreeSet::new());
    for share in &rules.groups {
        let members = policy.group(&share.group).map(|group| group.members.as_slice()).unwrap_or_default();
        let members: BTreeSet<String> = members.iter().map(|mail| mailbox(mail)).collect();
        if seen.is_disjoint(&members) {
            apart += share.least;
            seen.extend(members);
        }
    }
    rules.groups.iter().map(|share| share.least).max().unwrap_or_default().max(apart)
}

pub(super) fn needs(
    input: &GateInput<'_>,
    environment: &Environment,
    approvals: &[CountedApproval],
) -> Vec<MissingGroup> {
    let given: Vec<&Person> = approvals.iter().filter(|a| a.counts()).map(|a| &a.approval.by).collect();
    let member = |mail: &String| Person { name: mail.clone(), email: mail.clone() };
    let may = |member: &Person| !given.iter().any(|by| by.is(member)) && never(input, environment, member).is_none();
    let need = |share: &crate::policy::GroupQuorum| {
        let group = input.policy.group(&share.group);
        let members = || group.iter().flat_map(|group| &group.members);
        MissingGroup {
            group: share.group.clone(),
            least: share.least,
            by: given.iter().filter(|by| group.is_some_and(|group| group.has(by))).copied().cloned().collect(),
            may: members().filter(|mail| may(&member(mail))).cloned().collect(),
            barred: members().map(member).filter_map(|m| never(input, environment, &m).map(|why| (m, why))).collect(),
        }
    };
    environment.approvals.groups.iter().map(need).collect()
}

/// The creator, refresher and authors who may not approve; people outside of the groups are too many to list.
pub(super) fn barred(input: &GateInput<'_>, environment: &Environment) -> Vec<(Person, RejectedApproval)> {
    let people = [&input.promotion.created_by, &input.state.planned_by].into_iter().chain(input.authors);
    let mut barred: Vec<(Person, RejectedApproval)> = Vec::new();
    for person in people {
        if let Some(why) = own(input, &environment.approvals, person)
            && !barred.iter().any(|(other, _)| other.is(person))
        {
            barred.push((person.clone(), why));
        }
    }
    barred
}
