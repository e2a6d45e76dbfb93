//! The gate's answer: what each approval counts for, why it does not, and who is still asked.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{GateInput, SignatureProblem, SignatureStatus};
use crate::policy::{ApprovalRules, Environment, Policy};
use crate::promotion::Person;
use crate::promotion::person::mailbox;
use crate::promotion::state::Approval;

/// An approval, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedApproval {
    /// The approval.
    pub approval: Approval,
    /// Why it does not count; `None` where it does.
    pub why_not: Option<RejectedApproval>,
    /// When it lapses, by today's rules and by those of its own day.
    pub until: Option<Timestamp>,
    /// Whether it is signed.
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
    /// It is the creator's own.
    Creator,
    /// It is that of whoever planned it anew.
    Planner,
    /// It is that of somebody who wrote what is promoted.
    Author,
    /// The groups alone decide, and it is nobody's of them.
    Outsider {
        /// The groups.
        groups: Vec<String>,
    },
    /// It must be signed, and nobody knows a key of theirs.
    Keyless,
    /// It must be signed, and is not.
    Unsigned,
    /// It must be signed, and its signature does not prove it.
    Doubtful(SignatureProblem),
    /// It was given too long ago.
    Lapsed {
        /// When it lapsed.
        at: Timestamp,
    },
}

/// What a group is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGroup {
    /// The group.
    pub group: String,
    /// How many of its members must approve.
    pub least: u32,
    /// Who of them has, and counts.
    pub by: Vec<Person>,
    /// The mail addresses of the members who may still.
    pub may: Vec<String>,
    /// The members whose approval can never count for this plan, and why.
    pub barred: Vec<(Person, RejectedApproval)>,
}

impl MissingGroup {
    /// How many are missing.
    pub fn missing(&self) -> usize {
        (self.least as usize).saturating_sub(self.by.len())
    }
}

/// What somebody's approval would be worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalWeight {
    /// Nothing, whatever happens.
    Nothing(RejectedApproval),
    /// It counts towards the number alone: these groups are missing, and it is of none of them.
    Number {
        /// The groups.
        missing: Vec<String>,
    },
    /// It counts for all that may be missing.
    Full,
}

/// One approval in the light of the rules.
pub(super) fn count(input: &GateInput<'_>, environment: &Environment, approval: &Approval) -> CountedApproval {
    let until = until(&environment.approvals, approval);
    let lapsed = until.filter(|until| *until <= input.now).map(|at| RejectedApproval::Lapsed { at });
    let signed =
        input.evidence.signed(&input.policy.signers, Some(environment), (approval.number, &approval.by, approval.at));
    let why_not = never(input, environment, &approval.by).or_else(|| unsigned(input, environment, &signed)).or(lapsed);
    CountedApproval { approval: approval.clone(), why_not, until, signed }
}

/// Why the signature is not enough, where one is asked for.
fn unsigned(input: &GateInput<'_>, environment: &Environment, signed: &SignatureStatus) -> Option<RejectedApproval> {
    match signed {
        _ if !environment.approvals.signed => None,
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt.clone())),
        // What has ended was judged when it was executed, and is judged again by whoever proves it.
        SignatureStatus::Unread if !input.state.status(1).is_open() => None,
        SignatureStatus::Unread | SignatureStatus::No => Some(RejectedApproval::Unsigned),
    }
}

/// The rules of today cannot prolong what was stated, and they may cut it short.
fn until(rules: &ApprovalRules, approval: &Approval) -> Option<Timestamp> {
    // What would lie beyond the end of time is no limit.
    let today = rules.valid.and_then(|valid| approval.at.checked_add(valid).ok());
    [today, approval.expires].into_iter().flatten().min()
}

/// Why somebody's approval can never count for this plan; `None` where it can.
pub(super) fn never(input: &GateInput<'_>, environment: &Environment, by: &Person) -> Option<RejectedApproval> {
    let keyless = || environment.approvals.signed && !input.policy.signers.knows(by);
    own(input, &environment.approvals, by)
        .or_else(|| outsider(input.policy, &environment.approvals, by))
        .or_else(|| keyless().then_some(RejectedApproval::Keyless))
}

/// Whose own the promotion is.
fn own(input: &GateInput<'_>, rules: &ApprovalRules, by: &Person) -> Option<RejectedApproval> {
    // Whoever planned it anew is its creator as much as who asked for it first: the source may hold their own changes
    // by then.
    let created = by.is(&input.promotion.created_by);
    if created || by.is(&input.state.planned_by) {
        // Who may approve what they created may do so where they wrote it, too.
        let why = if created { RejectedApproval::Creator } else { RejectedApproval::Planner };
        return (!rules.by_creator).then_some(why);
    }
    let wrote = || input.authors.iter().any(|author| author.is(by));
    (!rules.by_authors && wrote()).then_some(RejectedApproval::Author)
}

/// Where the groups ask for as many people as must approve, nobody else's approval ever tips the scales.
fn outsider(policy: &Policy, rules: &ApprovalRules, by: &Person) -> Option<RejectedApproval> {
    let groups = || rules.groups.iter().filter_map(|share| policy.group(&share.group));
    if rules.groups.is_empty() || groups().any(|group| group.has(by)) || rules.required > at_least(policy, rules) {
        return None;
    }
    Some(RejectedApproval::Outsider { groups: rules.groups.iter().map(|share| share.group.clone()).collect() })
}

/// So many people approve at the least before all groups have what they are asked for: those of groups that share no
/// member are different people.
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

/// Whose own it is; who is no member of a group is too many to name.
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
