//! `approve --policy`: consent to exactly one change of `promote.yaml`, which the one that rules may ask for.
//!
//! The statement goes into the ledger beside the promotions, as `policy/BLOB/N.json`: BLOB is the `promote.yaml` that is
//! agreed to. Nothing stands in the way of whoever changes the file all the same but `verify`, and the hook.

use super::OpError;
use super::context::{Actor, Context};
use super::decide::{Decision, decide, signer};
use super::error::NoPolicyApprover;
use crate::store::{Store, StoreError};
use promote_core::policy::gate::{RejectedApproval, StatementSignature};
use promote_core::policy::verify::{ConsentStatus, PolicyChange, RecordedConsent, consent_status};
use promote_core::policy::{ApprovalRules, Policy};
use promote_core::promotion::Person;
use promote_git::{Batch, Commit};
use promote_model::ObjectId;

/// What came of it.
#[derive(Debug)]
pub(crate) struct ApprovedPolicy {
    /// The commit whose `promote.yaml` was agreed to.
    pub(crate) commit: ObjectId,
    /// The blob that rules, or ruled before.
    pub(crate) old: ObjectId,
    /// The blob that was agreed to.
    pub(crate) new: ObjectId,
    /// Who has agreed to it.
    pub(crate) given: Vec<RecordedConsent>,
    /// How many are asked for, and what is missing.
    pub(crate) want: ConsentStatus,
    /// Whether the same person had agreed before.
    pub(crate) again: bool,
}

/// Agrees to the `promote.yaml` of a revision; without one, of what is checked out.
///
/// # Errors
/// Where it holds none that can be read, changes nothing, nobody is asked, or the change is the actor's own.
pub(crate) fn approve_policy(context: &Context, revision: Option<&str>) -> Result<ApprovedPolicy, OpError> {
    decide(context, "approve --policy", |store, actor, batch| {
        let change = Change::find(store, revision.unwrap_or("HEAD"))?;
        let Some(rule) = change.rules.policy_approvals.clone() else {
            let message = "the promote.yaml before it asks for nobody's consent to a change of itself".to_owned();
            let hints = vec!["it would with 'policy: { approvals: { required: 1 } }'".to_owned()];
            return Err(OpError::Usage { message, hints });
        };
        let authors = authors(store, &change.commit)?;
        let (by, commit) = (&actor.person, change.commit.id);
        let refused = |why| OpError::NoPolicyApprover(Box::new(NoPolicyApprover { by: by.clone(), commit, why }));
        if !rule.by_creator && authors.iter().any(|author| author.is(&actor.person)) {
            return Err(refused(RejectedApproval::Creator));
        }
        if rule.signed && !change.rules.signers.knows(&actor.person) {
            return Err(refused(RejectedApproval::Keyless));
        }
        let mut given = store.ledger()?.consents(change.new)?;
        given.retain(|agreed| (agreed.consent.since, agreed.consent.old) == (change.since, change.old));
        let before = consent_status(&change.judged(&rule, authors.clone(), given.clone()), &rule);
        let again = before.by.iter().any(|by| by.is(&actor.person));
        let mut ledger = None;
        if !again {
            let (commit, agreed) = agree(store, batch, actor, &change, &rule)?;
            ledger = Some(commit);
            given.push(agreed);
        }
        let want = consent_status(&change.judged(&rule, authors, given.clone()), &rule);
        if let Some((_, why)) = want.uncounted.iter().find(|(by, _)| by.is(&actor.person)) {
            return Err(refused(why.clone()));
        }
        let report = ApprovedPolicy { commit: change.commit.id, old: change.old, new: change.new, given, want, again };
        Ok(match ledger {
            Some(ledger) => Decision::Write { ledger, updates: Vec::new(), report },
            None => Decision::Nothing(report),
        })
    })
}

/// The commit that records the actor's consent, and what stands in it.
fn agree(
    store: &Store,
    batch: &mut Batch<'_>,
    actor: &Actor,
    change: &Change,
    rule: &ApprovalRules,
) -> Result<(ObjectId, RecordedConsent), OpError> {
    let ledger = store.ledger()?;
    let consent = ledger.statement_on_policy((change.since, change.old), change.new, &actor.person)?;
    let asked = rule.signed || store.repo.signs_commits()?;
    let signer = signer(store, actor, asked)?;
    let commit = ledger.consent(batch, &consent, &actor.signature, signer.as_ref())?;
    // In a dry run nobody signs.
    let supposed = || RecordedConsent {
        consent,
        signature: asked.then_some(StatementSignature::Supposed),
        ledger_time: store.now,
    };
    let written = store.ledger_at(commit)?.consents(change.new)?.into_iter().rfind(|a| a.consent.by.is(&actor.person));
    Ok((commit, written.filter(|_| signer.is_some()).unwrap_or_else(supposed)))
}

/// A change of `promote.yaml`, made already or still to be made.
struct Change {
    commit: Commit,
    /// The commit that put the old one in force.
    since: ObjectId,
    old: ObjectId,
    new: ObjectId,
    /// What ruled before it.
    rules: Policy,
}

impl Change {
    fn find(store: &Store, revision: &str) -> Result<Self, OpError> {
        let wrong = |message: String, hint: &str| OpError::Usage { message, hints: vec![hint.to_owned()] };
        let example = "name the commit that changes it: promote approve --policy REV";
        let id = store.repo.resolve(revision)?;
        let id = id.ok_or_else(|| wrong(format!("'{revision}' is no commit of this repository"), example))?;
        let commit = store.repo.read_commit(id)?;
        let Some(new) = store.policy_blob(id)? else {
            return Err(wrong(format!("{} holds no promote.yaml", id.short()), example));
        };
        if store.policy_at(id)?.is_none() {
            let message = format!("the promote.yaml of {} cannot be read: nobody can agree to that", id.short());
            return Err(wrong(message, "put it right first"));
        }
        let ruling = store.policy_blob(store.policy_commit)?;
        // What has been changed already may still be agreed to: then the one before it asks.
        let made = ruling == Some(new) || store.repo.is_reached(id, store.policy_commit)?;
        let before = if made { commit.parents.first().copied() } else { Some(store.policy_commit) };
        let old = before.map(|before| store.policy_blob(before)).transpose()?.flatten();
        let (Some(old), Some(before)) = (old.filter(|old| *old != new), before) else {
            let what = if ruling == Some(new) { "is the one that rules" } else { "was that of the commit before it" };
            return Err(wrong(format!("the promote.yaml of {} {what}", id.short()), example));
        };
        let branch = store.policy_branch.clone();
        let mut rules = store.policy_at(before)?.ok_or(StoreError::NoPolicy { branch, uncommitted: false })?;
        // What is revoked today was never good.
        rules.signers = rules.signers.without(&store.policy.signers.revoked);
        Ok(Self { commit, since: store.policy_since(before)?, old, new, rules })
    }

    fn judged(&self, rule: &ApprovalRules, authors: Vec<Person>, consents: Vec<RecordedConsent>) -> PolicyChange {
        let (commit, rule, groups) = (self.commit.id, Some(rule.clone()), self.rules.groups.clone());
        PolicyChange { commit, authors, rule, groups, signers: self.rules.signers.clone(), consents }
    }
}

/// So many commits of a merged branch are looked at.
const FARTHEST: usize = 2_000;

/// Who wrote the `promote.yaml` that a commit puts in force: the commit's own author; of a merge that takes it as it is from
/// a branch, those who wrote it there.
///
/// # Errors
/// Where history cannot be read.
pub(super) fn authors(store: &Store, commit: &Commit) -> Result<Vec<Person>, OpError> {
    let new = store.policy_blob(commit.id)?;
    let mut from = None;
    for parent in commit.parents.iter().skip(1) {
        if store.policy_blob(*parent)? == new {
            from = Some(*parent);
        }
    }
    let (Some(from), Some(first)) = (from, commit.parents.first()) else { return Ok(vec![person(commit)]) };
    let known: std::collections::HashSet<ObjectId> =
        store.repo.first_parents(*first).map(|commit| commit.map(|c| c.id)).collect::<Result<_, _>>()?;
    let mut people = Vec::new();
    for commit in store.repo.first_parents(from).take(FARTHEST) {
        let commit = commit?;
        if known.contains(&commit.id) {
            break;
        }
        let before = commit.parents.first().map(|parent| store.policy_blob(*parent)).transpose()?.flatten();
        if store.policy_blob(commit.id)? != before {
            people.push(person(&commit));
        }
    }
    if people.is_empty() {
        people.push(person(commit));
    }
    Ok(Person::distinct(people))
}

fn person(commit: &Commit) -> Person {
    Person { name: commit.author.name.clone(), email: commit.author.email.clone() }
}
