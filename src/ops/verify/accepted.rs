//! `accepted:` in `promote.yaml` makes a finding about a commit of a target a notice: what was looked at once need not be
//! red for ever.
//!
//! It counts where changes of `promote.yaml` need a consent, and only for commits that were in the target before the entry:
//! an entry cannot allow something in advance. The hook and the gate do not know it.

use super::branches::first_parents;
use super::history::LedgerHistory;
use super::policies::Policies;
use crate::engine::OpError;
use crate::store::Store;
use crate::store::ledger::TIPS_SINCE;
use promote_core::policy::AcceptedFinding;
use promote_core::policy::verify::VerifyFinding;
use promote_model::ObjectId;
use promote_model::text::visible;

/// Makes the accepted findings about a branch notices.
pub(super) fn apply(
    store: &Store,
    policies: &Policies,
    ledger: &LedgerHistory,
    branch: &str,
    findings: &mut [VerifyFinding],
) -> Result<(), OpError> {
    let guarded =
        store.policy.policy_approvals.as_ref().is_some_and(|rule| rule.required > 0 || !rule.groups.is_empty());
    if !guarded || store.policy.accepted.is_empty() {
        return Ok(());
    }
    for finding in findings.iter_mut().filter(|finding| !finding.notice) {
        let about = |entry: &&AcceptedFinding| {
            Some(entry.commit) == finding.commit
                && entry.rule == finding.code.word()
                && entry.until.is_none_or(|until| store.clock < until)
        };
        let Some(entry) = store.policy.accepted.iter().find(about) else { continue };
        if was_there(store, policies, ledger, branch, entry)? {
            finding.notice = true;
            finding.message = format!("{} (accepted: {})", finding.message, visible(&entry.reason));
            finding.hint = None;
        }
    }
    Ok(())
}

/// Whether the branch held the commit when the entry came into `promote.yaml`: by where the ledger saw the branch at the
/// first consent to that version.
fn was_there(
    store: &Store,
    policies: &Policies,
    ledger: &LedgerHistory,
    branch: &str,
    entry: &AcceptedFinding,
) -> Result<bool, OpError> {
    let Some((commit, blob)) = introduced(store, policies, entry)? else { return Ok(false) };
    // A ledger of version 1 does not note where branches are.
    if branch == store.policy_branch && store.policy_line.version < TIPS_SINCE {
        return Ok(store.is_in(entry.commit, commit)?);
    }
    let consents = ledger.consents.iter().filter(|agreed| agreed.consent.new == blob);
    let Some(consented) = consents.map(|agreed| agreed.ledger_time).min() else { return Ok(false) };
    let seen = ledger.tips_of(branch).iter().rfind(|tip| tip.time <= consented);
    match seen {
        Some(tip) => Ok(first_parents(store, tip.commit)?.contains(&entry.commit)),
        None => Ok(false),
    }
}

/// The commit and the blob of the first version, of those without a gap up to today's, that has the entry.
fn introduced(
    store: &Store,
    policies: &Policies,
    entry: &AcceptedFinding,
) -> Result<Option<(ObjectId, ObjectId)>, OpError> {
    let mut found = None;
    for (commit, blob) in policies.newest_first() {
        let policy = policies.under(store, commit)?;
        if !policy.is_some_and(|rules| rules.store.policy.accepted.contains(entry)) {
            break;
        }
        found = blob.map(|blob| (commit, blob));
    }
    Ok(found)
}
