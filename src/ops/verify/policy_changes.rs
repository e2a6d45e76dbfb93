//! Checks changes of `promote.yaml` itself: each needs the approvals that the policy before it asks for.

use std::collections::HashSet;

use super::history::LedgerHistory;
use super::policies::Policies;
use crate::engine::OpError;
use crate::engine::error::not_counted;
use crate::engine::policy_authors::policy_authors;
use crate::store::Store;
use promote_core::policy::gate::RejectedApproval;
use promote_core::policy::verify::{
    ConsentStatus, FindingCode, PolicyChange, PolicyConsent, VerifyFinding, missing_consent,
};
use promote_model::ObjectId;

/// The findings about changes of `promote.yaml`, without those in `old` commits.
pub(super) fn unapproved(
    store: &Store,
    policies: &Policies,
    ledger: &LedgerHistory,
    old: &HashSet<ObjectId>,
) -> Result<Vec<VerifyFinding>, OpError> {
    let mut found = Vec::new();
    for (ruled, version) in policies.changes().filter(|(_, version)| !old.contains(&version.commit)) {
        let Some(before) = version.old else { continue };
        let commit = store.repo.read_commit(version.commit)?;
        let rules = commit.parents.first().copied().map(|parent| policies.under(store, parent)).transpose()?.flatten();
        let exactly = |c: &PolicyConsent| (c.since, c.old, Some(c.new)) == (ruled.commit, before, version.new);
        let change = PolicyChange {
            commit: version.commit,
            authors: policy_authors(store, &commit)?,
            groups: rules.as_ref().map(|rules| rules.store.policy.groups.clone()).unwrap_or_default(),
            signers: rules.as_ref().map(|rules| rules.store.policy.signers.clone()).unwrap_or_default(),
            rule: rules.and_then(|rules| rules.store.policy.policy_approvals.clone()),
            consents: ledger
                .consents
                .iter()
                .filter(|agreed| exactly(&agreed.consent))
                .cloned()
                .map(Into::into)
                .collect(),
        };
        found.extend(missing_consent(&change).map(|want| finding(&change, want)));
    }
    Ok(found)
}

fn finding(change: &PolicyChange, mut want: ConsentStatus) -> VerifyFinding {
    for (_, why) in &mut want.uncounted {
        // The person who changes a policy is its author; no promotion is created.
        if *why == RejectedApproval::Creator {
            *why = RejectedApproval::Author;
        }
    }
    let message = format!(
        "promote.yaml was changed without the approvals that the previous promote.yaml requires: {}{}",
        want.message(),
        not_counted(&want.uncounted)
    );
    let finding = VerifyFinding::new(FindingCode::PolicyUnapproved, change.commit, message);
    let finding = finding.hint(format!("promote approve --policy {}", change.commit));
    match change.authors.first() {
        Some(author) => finding.by(author),
        None => finding,
    }
}
