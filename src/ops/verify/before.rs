//! What lies before `--since`: decided by ancestry and by the order of the ledger alone. Dates are claims.

use std::collections::HashSet;

use super::branches::{TargetBranch, first_parents};
use super::history::LedgerHistory;
use crate::engine::OpError;
use crate::store::Store;
use promote_core::policy::verify::{CommitProof, RecordedCommit, VerifyFinding};
use promote_model::ObjectId;

/// The part of the history that is not verified.
#[derive(Default)]
pub(super) struct Before {
    /// Commits of target branches.
    pub(super) old: HashSet<ObjectId>,
    /// The position of the last ledger commit that belongs to it; `None` if none does.
    pub(super) cut: Option<usize>,
}

/// What lies before a commit. On branches that hold it: its first parents. In the ledger: everything up to the last proved
/// record of such a commit, but nothing from the first record of a later one on: records are late at times, and a forged
/// one could name an old commit. On other branches: what the ledger had recorded by then.
pub(super) fn find(
    store: &Store,
    branches: &[TargetBranch],
    ledger: &LedgerHistory,
    since: ObjectId,
) -> Result<Before, OpError> {
    let (holding, others): (Vec<_>, Vec<_>) = branches.iter().partition(|branch| branch.all.contains(&since));
    if holding.is_empty() {
        return Ok(Before::default());
    }
    let mut old = first_parents(store, since)?;
    let here = |done: &&RecordedCommit| holding.iter().any(|branch| branch.all.contains(&done.commit));
    let first_new =
        ledger.recorded.iter().filter(here).filter(|done| !old.contains(&done.commit)).map(|d| ledger.position(d.link));
    let end = first_new.min().unwrap_or(usize::MAX);
    let proved = |done: &&RecordedCommit| {
        matches!(done.proof, Some(CommitProof::Exact))
            && !ledger.findings.iter().any(|f| !f.notice && (f.commit == Some(done.link)))
    };
    let recorded = ledger.recorded.iter().filter(|done| old.contains(&done.commit)).filter(proved);
    let cut = recorded.map(|done| ledger.position(done.link)).filter(|at| *at < end).max();
    for branch in others {
        let by_then = |done: &&RecordedCommit| {
            done.branch == branch.name
                && branch.all.contains(&done.commit)
                && cut.is_some_and(|cut| ledger.position(done.link) <= cut)
        };
        if let Some(last) = ledger.recorded.iter().rfind(by_then) {
            old.extend(first_parents(store, last.commit)?);
        }
    }
    Ok(Before { old, cut })
}

/// What lies before an upgrade of the ledger that names `after` as the last commit of before: what the ledger had recorded
/// by then, and the commits below.
pub(super) fn upgraded(
    store: &Store,
    branches: &[TargetBranch],
    ledger: &LedgerHistory,
    after: ObjectId,
) -> Result<Before, OpError> {
    let cut = Some(ledger.position(after)).filter(|_| ledger.contains(after));
    let mut old = HashSet::new();
    for branch in branches {
        let by_then = |done: &&RecordedCommit| {
            branch.all.contains(&done.commit) && cut.is_some_and(|cut| ledger.position(done.link) <= cut)
        };
        if let Some(last) = ledger.recorded.iter().rfind(by_then) {
            old.extend(first_parents(store, last.commit)?);
        }
    }
    Ok(Before { old, cut })
}

impl Before {
    /// Makes findings about what lies before notices: people agreed that proof begins later.
    pub(super) fn excuse(&self, ledger: &LedgerHistory, findings: &mut [VerifyFinding]) {
        for finding in findings.iter_mut().filter(|finding| !finding.notice) {
            let Some(commit) = finding.commit else { continue };
            let linked = ledger.contains(commit) && self.cut.is_some_and(|cut| ledger.position(commit) <= cut);
            if linked || self.old.contains(&commit) {
                finding.notice = true;
                finding.message = format!("{} (before the upgrade of the ledger)", finding.message);
                finding.hint = None;
            }
        }
    }
}
