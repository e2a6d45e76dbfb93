//! `verify`: proves from git alone that every change in the environments followed the policy in force at the time.
//!
//! ```text
//! accepted        findings that promote.yaml accepts
//! before          what lies before --since, by ancestry and by the order of the ledger
//! reader          the ledger's commits, oldest first; findings from policy::verify, which knows no git
//! recorded        each execution checked again by the policy and at the time of its event
//! replay          each plan applied again to the parent of its commit, by the rules that it was made by
//! difference      what a commit has other than its plan
//! held            events of holds, by the policy and at the time of the event
//! expected        what the ledger expects of commits that it does not record
//! bounds          where history and the ledger place commits among the versions of promote.yaml
//! branches        the first parents of target branches, for commits without a promotion
//! policies        the promote.yaml in force at each time
//! policy_changes  approvals of changes of promote.yaml
//! undoes          promotions that undid something that their plans do not name
//! rewritten       older states of the ledger that this clone has seen
//! receive         the same checks for a push, as a pre-receive hook
//! ```

mod accepted;
mod before;
mod bounds;
mod branches;
mod difference;
mod expected;
mod finding;
mod held;
mod history;
mod policies;
mod policy_changes;
mod reader;
mod receive;
mod receive_lines;
mod recorded;
mod replay;
mod rewritten;
mod statements;
mod undoes;

use std::collections::{BTreeMap, HashSet};

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::revoked::remark_on_unmatched;
use crate::store::{Store, StoreError};
use promote_core::policy::verify::{CommitKind, FindingCode, RecordedCommit, VerifyFinding, verify_target};
use promote_git::RemoteError;
use promote_model::ObjectId;
use promote_model::text::count;
pub(crate) use receive::receive;

use before::Before;
use branches::TargetBranch;
use history::LedgerHistory;
use policies::Policies;

/// The report of `verify`.
#[derive(Debug)]
pub(crate) struct Verified {
    /// The verified environments, in pipeline order.
    pub(crate) environments: Vec<VerifiedEnvironment>,
    /// The number of events in the ledger.
    pub(crate) events: usize,
    /// The number of promotions in the ledger.
    pub(crate) promotions: usize,
    /// The findings and notices, oldest first.
    pub(crate) findings: Vec<VerifyFinding>,
}

/// The counts for one environment.
#[derive(Debug, Clone)]
pub(crate) struct VerifiedEnvironment {
    /// The name.
    pub(crate) name: String,
    /// The branch.
    pub(crate) branch: String,
    /// Executed promotions.
    pub(crate) promotions: usize,
    /// Rollbacks.
    pub(crate) rollbacks: usize,
    /// Commits that changed its files without a promotion or rollback.
    pub(crate) direct: usize,
}

impl Verified {
    /// Whether there are only notices.
    pub(crate) fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.notice)
    }
}

/// Verifies all environments, or one; with `since`, only the commits after it.
///
/// # Errors
/// Where git cannot be read; findings are no error.
pub(crate) fn verify(context: &Context, environment: Option<&str>, since: Option<&str>) -> Result<Verified, OpError> {
    let store = store(context)?;
    remark_on_unmatched(context, &store);
    if let Some(name) = environment {
        store.environment(name)?;
    }
    let since = since.map(|revision| start(&store, revision)).transpose()?;
    let policies = Policies::read(&store)?;
    let ledger = reader::read(&store, &policies, None)?;
    let mut findings = Vec::new();
    let branches = branches::read(&store, &policies, &ledger, environment)?;
    let Before { old, cut } = match since {
        Some(since) => before::find(&store, &branches, &ledger, since)?,
        None => Before::default(),
    };
    let fresh = |link: ObjectId| cut.is_none_or(|cut| ledger.position(link) > cut);
    findings.extend(ledger.findings.iter().filter(|f| f.commit.is_none_or(fresh)).cloned());
    findings.extend(rewritten::compare(&store, &ledger)?);
    findings.extend(rewritten::forgotten(&store, &policies, &ledger)?);
    findings.extend(rewritten::left_policy_line(&store)?);
    findings.extend(policy_changes::unapproved(&store, &policies, &ledger, &old)?);
    for branch in &branches {
        let mut commits = branch.commits.clone();
        commits.retain(|commit| !old.contains(&commit.id));
        let about = |done: &RecordedCommit| fresh(done.link) && environment.is_none_or(|name| done.environment == name);
        let mut found = verify_target(&branch.name, &commits, &branch.all, &ledger.recorded, about);
        found.extend(undated(branch));
        accepted::apply(&store, &policies, &ledger, &branch.name, &mut found)?;
        findings.extend(found);
    }
    let about = |done: &RecordedCommit| {
        fresh(done.link) && !old.contains(&done.commit) && environment.is_none_or(|name| done.environment == name)
    };
    findings.extend(ledger.executions.unnamed(&store, about)?);
    if let Some(after) = store.policy_line.upgraded_after {
        before::upgraded(&store, &branches, &ledger, after)?.excuse(&ledger, &mut findings);
    }
    if let Some(name) = environment {
        findings.retain(|finding| finding.environment.as_deref().is_none_or(|other| other == name));
    }
    Ok(Verified {
        environments: proved(&store, &branches, &ledger, &old, environment),
        events: ledger.events.len(),
        promotions: ledger.promotions,
        findings: findings.into_iter().map(finding::with_hint).collect(),
    })
}

/// The finding about commits of a branch that nothing places before or after the rules.
fn undated(branch: &TargetBranch) -> Option<VerifyFinding> {
    let (environment, last) = branch.undated.last()?;
    let commits = count(branch.undated.len(), "commit");
    let message = format!(
        "{commits} of {} changed {environment} before promote.yaml by their dates alone, and dates are no proof",
        branch.name
    );
    let finding = VerifyFinding::new(FindingCode::Undated, *last, message).in_environment(environment);
    Some(finding.hint("begin the ledger, which notes where each branch is: promote create SOURCE TARGET"))
}

/// The authoritative branches: those of the remote, or of this repository where it is the remote itself.
fn store(context: &Context) -> Result<Store, OpError> {
    match context.store() {
        Err(OpError::Store(StoreError::Remote(RemoteError::Unknown { name }))) => {
            context.remarks.add(format!("remote '{name}' does not exist; verifying the branches of this repository"));
            Ok(context.authority()?)
        }
        store => store,
    }
}

fn start(store: &Store, revision: &str) -> Result<ObjectId, OpError> {
    store.repo.resolve(revision)?.ok_or_else(|| OpError::Usage {
        message: format!("'{revision}' is not a commit in this repository"),
        hints: Vec::new(),
    })
}

/// The counts for people.
fn proved(
    store: &Store,
    branches: &[TargetBranch],
    ledger: &LedgerHistory,
    old: &HashSet<ObjectId>,
    only: Option<&str>,
) -> Vec<VerifiedEnvironment> {
    let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for done in ledger.recorded.iter().filter(|done| !old.contains(&done.commit)) {
        *counts.entry((&done.environment, done.kind == CommitKind::Rollback)).or_default() += 1;
    }
    let direct = |name: &str| {
        let commits = branches.iter().flat_map(|branch| &branch.commits);
        let plain = commits.filter(|c| c.expected.is_none() && !old.contains(&c.id) && !ledger.records(c.id));
        plain.filter(|c| c.touched.iter().any(|(touched, ..)| touched == name)).count()
    };
    let wanted = store.policy.environments.iter().filter(|e| !e.from.is_empty());
    let wanted = wanted.filter(|e| only.is_none_or(|only| only == e.name));
    wanted
        .map(|e| VerifiedEnvironment {
            name: e.name.to_string(),
            branch: store.branch_of(e).to_owned(),
            promotions: counts.get(&(e.name.as_str(), false)).copied().unwrap_or_default(),
            rollbacks: counts.get(&(e.name.as_str(), true)).copied().unwrap_or_default(),
            direct: direct(&e.name),
        })
        .collect()
}
