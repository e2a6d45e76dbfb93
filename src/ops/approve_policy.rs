//! `approve --policy`: approves exactly one change of `promote.yaml`, where the current policy asks for that.
//!
//! The ledger stores the approval beside the promotions as `policy/BLOB/N.json`; BLOB is the approved `promote.yaml`. An
//! unapproved change can still be pushed: `verify` and the pre-receive hook find it.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::error::IneligiblePolicyApprover;
use crate::engine::policy_authors::policy_authors;
use crate::engine::transact::{Attempt, Decision, decide, signer};
use crate::store::{Store, StoreError};
use promote_core::policy::gate::{RejectedApproval, StatementSignature};
use promote_core::policy::verify::{ConsentStatus, PolicyChange, RecordedConsent, consent_status};
use promote_core::policy::{ApprovalRules, Policy};
use promote_core::promotion::Person;
use promote_git::Commit;
use promote_model::ObjectId;

/// The report of `approve --policy`.
#[derive(Debug)]
pub(crate) struct ApprovedPolicy {
    /// The commit with the approved `promote.yaml`.
    pub(crate) commit: ObjectId,
    /// The blob before the change.
    pub(crate) old: ObjectId,
    /// The approved blob.
    pub(crate) new: ObjectId,
    /// The approvals.
    pub(crate) given: Vec<RecordedConsent>,
    /// The required and the missing approvals.
    pub(crate) want: ConsentStatus,
    /// Whether the same person had approved before.
    pub(crate) again: bool,
}

/// Approves the `promote.yaml` of a revision; without one, of `HEAD`.
///
/// # Errors
/// Where the revision has no valid `promote.yaml` or does not change it, no approval is needed, or the actor wrote the change.
pub(crate) fn approve_policy(context: &Context, revision: Option<&str>) -> Result<ApprovedPolicy, OpError> {
    decide(context, "approve --policy", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let change = Change::find(store, revision.unwrap_or("HEAD"))?;
        let Some(rule) = change.rules.policy_approvals.clone() else {
            let message =
                "the promote.yaml before this change requires no approval for changes to promote.yaml".to_owned();
            let hints = vec!["require approvals in promote.yaml: 'policy: { approvals: { required: 1 } }'".to_owned()];
            return Err(OpError::Usage { message, hints });
        };
        let authors = policy_authors(store, &change.commit)?;
        let (by, commit) = (&actor.person, change.commit.id);
        let refused = |why| OpError::PolicyApprover(Box::new(IneligiblePolicyApprover { by: by.clone(), commit, why }));
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
            let (commit, agreed) = agree(attempt, &change, &rule)?;
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

/// The ledger commit with the actor's approval, and the approval.
fn agree(
    attempt: &mut Attempt<'_>,
    change: &Change,
    rule: &ApprovalRules,
) -> Result<(ObjectId, RecordedConsent), OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let ledger = store.ledger()?;
    let consent = ledger.statement_on_policy((change.since, change.old), change.new, &actor.person)?;
    let asked = rule.signed || store.repo.signs_commits()?;
    let signer = signer(store, actor, asked)?;
    let commit = ledger.consent(&mut attempt.batch, &consent, &actor.signature, signer.as_ref())?;
    // A dry run does not sign.
    let simulated = || RecordedConsent {
        consent,
        signature: asked.then_some(StatementSignature::Supposed),
        ledger_time: store.now,
    };
    let written = store.ledger_at(commit)?.consents(change.new)?.into_iter().rfind(|a| a.consent.by.is(&actor.person));
    Ok((commit, written.filter(|_| signer.is_some()).unwrap_or_else(simulated)))
}

/// A change of `promote.yaml`, in force or not yet.
struct Change {
    commit: Commit,
    /// The commit that put the old `promote.yaml` in force.
    since: ObjectId,
    old: ObjectId,
    new: ObjectId,
    /// The policy before the change.
    rules: Policy,
}

impl Change {
    fn find(store: &Store, revision: &str) -> Result<Self, OpError> {
        let wrong = |message: String, hint: &str| OpError::Usage { message, hints: vec![hint.to_owned()] };
        let example = "name the commit that changes promote.yaml: promote approve --policy REV";
        let id = store.repo.resolve(revision)?;
        let id = id.ok_or_else(|| wrong(format!("'{revision}' is not a commit in this repository"), example))?;
        let commit = store.repo.read_commit(id)?;
        let Some(new) = store.policy_blob(id)? else {
            return Err(wrong(format!("commit {} has no promote.yaml", id.short()), example));
        };
        if store.policy_at(id)?.is_none() {
            let message = format!("the promote.yaml of {} is invalid and cannot be approved", id.short());
            return Err(wrong(message, "correct promote.yaml and commit it, then approve that commit"));
        }
        let ruling = store.policy_blob(store.policy_commit)?;
        // A change that is already in force can still be approved; the policy before it decides who may.
        let made = ruling == Some(new) || store.repo.is_stored_ancestor(id, store.policy_commit)?;
        let before = if made { commit.parents.first().copied() } else { Some(store.policy_commit) };
        let old = before.map(|before| store.policy_blob(before)).transpose()?.flatten();
        let (Some(old), Some(before)) = (old.filter(|old| *old != new), before) else {
            let what = if ruling == Some(new) { "is already in force" } else { "is the same as in its parent" };
            return Err(wrong(format!("the promote.yaml of {} {what}", id.short()), example));
        };
        let branch = store.policy_branch.clone();
        let mut rules = store.policy_at(before)?.ok_or(StoreError::NoPolicy { branch, uncommitted: false })?;
        // A revoked key was never valid.
        rules.signers = rules.signers.without(&store.policy.signers.revoked);
        Ok(Self { commit, since: store.policy_since(before)?, old, new, rules })
    }

    fn judged(&self, rule: &ApprovalRules, authors: Vec<Person>, consents: Vec<RecordedConsent>) -> PolicyChange {
        let (commit, rule, groups) = (self.commit.id, Some(rule.clone()), self.rules.groups.clone());
        let consents = consents.into_iter().map(Into::into).collect();
        PolicyChange { commit, authors, rule, groups, signers: self.rules.signers.clone(), consents }
    }
}
