//! `verify`: whether what stands in the environments came there by the rules, proved from git alone.
//!
//! ```text
//! store      the ledger's commits and the targets' first-parent history, each object once, no process a commit
//! verify     facts in, findings out                      pure: policy::verify
//! gate       each execution asked for once more, by the rules and at the time of then
//! carry      each plan carried out once more on the commit's parent, and compared
//! ```

mod branches;
mod ledger;
mod policies;
mod proof;
mod receive;
mod witness;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::OpError;
use super::context::Context;
use crate::store::{Store, StoreError};
use promote_core::policy::verify::{CommitKind, FindingCode, RecordedCommit, VerifyFinding, verify_target};
use promote_git::RemoteError;
use promote_model::ObjectId;
pub(crate) use receive::receive;

use branches::Branch;
use ledger::Story;
use policies::Policies;

/// What was looked at and what came of it.
#[derive(Debug)]
pub(crate) struct Verified {
    /// What was looked at, by environment, in pipeline order.
    pub(crate) environments: Vec<Proved>,
    /// How many events the ledger has.
    pub(crate) events: usize,
    /// How many promotions it has.
    pub(crate) promotions: usize,
    /// What does not prove, and what is to be known, oldest first.
    pub(crate) findings: Vec<VerifyFinding>,
}

/// What was looked at of an environment.
#[derive(Debug, Clone)]
pub(crate) struct Proved {
    /// Its name.
    pub(crate) name: String,
    /// Its branch.
    pub(crate) branch: String,
    /// Promotions that were executed.
    pub(crate) promotions: usize,
    /// Rollbacks.
    pub(crate) rollbacks: usize,
    /// Commits that changed it without either.
    pub(crate) direct: usize,
}

impl Verified {
    /// Whether nothing stands against it.
    pub(crate) fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.notice)
    }
}

/// Proves all environments, or one; where `since` is given, what came after that commit.
///
/// # Errors
/// Where git cannot be read; findings are no error.
pub(crate) fn verify(context: &Context, environment: Option<&str>, since: Option<&str>) -> Result<Verified, OpError> {
    let store = store(context)?;
    if let Some(name) = environment {
        store.environment(name)?;
    }
    let since = since.map(|revision| start(&store, revision)).transpose()?;
    let policies = Policies::read(&store)?;
    let story = ledger::read(&store, &policies, None)?;
    let mut findings = Vec::new();
    let branches = branches::read(&store, &policies, &story, environment)?;
    let old = since.map(|since| branches::before(&store, &branches, since)).transpose()?.unwrap_or_default();
    let cut = story.done.iter().filter(|done| old.contains(&done.commit)).map(|done| story.order(done.link)).max();
    let fresh = |link: ObjectId| cut.is_none_or(|cut| story.order(link) > cut);
    findings.extend(story.findings.iter().filter(|f| f.commit.is_none_or(fresh)).cloned());
    findings.extend(witness::compare(&store, &story)?);
    findings.extend(policies.changes(&store, &story, &old)?);
    for branch in &branches {
        let mut commits = branch.commits.clone();
        commits.retain(|commit| !old.contains(&commit.id));
        let about = |done: &RecordedCommit| fresh(done.link) && environment.is_none_or(|name| done.environment == name);
        findings.extend(verify_target(&branch.name, &commits, &branch.whole, &story.done, about));
    }
    if let Some(name) = environment {
        findings.retain(|finding| finding.environment.as_deref().is_none_or(|other| other == name));
    }
    Ok(Verified {
        environments: proved(&store, &branches, &story, &old, environment),
        events: story.steps.len(),
        promotions: story.promotions,
        findings,
    })
}

/// The branches that count; those of this repository where it is the remote itself, and so has none of that name.
fn store(context: &Context) -> Result<Store, OpError> {
    match context.store() {
        Err(OpError::Store(StoreError::Remote(RemoteError::Unknown { name }))) => {
            context.remarks.add(format!("there is no remote '{name}' here: these are this repository's own branches"));
            Ok(Store::open_as_authority(&context.dir, context.now)?)
        }
        store => store,
    }
}

fn start(store: &Store, revision: &str) -> Result<ObjectId, OpError> {
    store.repo.resolve(revision)?.ok_or_else(|| OpError::Usage {
        message: format!("'{revision}' is no commit of this repository"),
        hints: Vec::new(),
    })
}

/// The counts for people.
fn proved(
    store: &Store,
    branches: &[Branch],
    story: &Story,
    old: &HashSet<ObjectId>,
    only: Option<&str>,
) -> Vec<Proved> {
    let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for done in story.done.iter().filter(|done| !old.contains(&done.commit)) {
        *counts.entry((&done.environment, done.kind == CommitKind::Rollback)).or_default() += 1;
    }
    let direct = |name: &str| {
        let commits = branches.iter().flat_map(|branch| &branch.commits);
        let plain = commits.filter(|c| c.expected.is_none() && !old.contains(&c.id) && !story.names(c.id));
        plain.filter(|c| c.touched.iter().any(|(touched, ..)| touched == name)).count()
    };
    let wanted = store.policy.environments.iter().filter(|e| !e.from.is_empty());
    let wanted = wanted.filter(|e| only.is_none_or(|only| only == e.name));
    wanted
        .map(|e| Proved {
            name: e.name.to_string(),
            branch: store.branch_of(e).to_owned(),
            promotions: counts.get(&(e.name.as_str(), false)).copied().unwrap_or_default(),
            rollbacks: counts.get(&(e.name.as_str(), true)).copied().unwrap_or_default(),
            direct: direct(&e.name),
        })
        .collect()
}

/// The branches of environments that are promoted into.
fn branches_of(store: &Store, only: Option<&str>) -> BTreeSet<String> {
    let wanted = store.policy.environments.iter().filter(|e| !e.from.is_empty());
    let wanted = wanted.filter(|e| only.is_none_or(|only| only == e.name));
    wanted.map(|e| store.branch_of(e).to_owned()).collect()
}

/// A finding that names no commit of its own.
fn general(code: FindingCode, message: String) -> VerifyFinding {
    VerifyFinding {
        code,
        notice: false,
        commit: None,
        who: None,
        promotion: None,
        environment: None,
        message,
        hint: None,
    }
}
