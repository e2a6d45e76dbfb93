//! The policy in force: `promote.yaml` as committed at the tip of the policy branch.
//!
//! The policy branch is the one that the ledger records; before there is a ledger, the default branch. For reading,
//! `git config promote.policyBranch` names another one.

use super::authority::RemoteAccess;
use super::branches::Branches;
use super::error::StoreError;
use super::ledger::recorded;
use super::policy_at;
use super::repository::Store;
use super::rules::rules_now;
use super::schemas;
use promote_core::policy::{self, DEFAULT_LEDGER, Policy};
use promote_git::{Commit, EntryMode, GitError, Repo};
use promote_model::ObjectId;

/// Names of default branches, tried where nothing says which branch it is.
const USUAL: [&str; 3] = ["main", "master", "trunk"];

/// A policy with its branch and commit.
pub(super) struct LoadedPolicy {
    pub(crate) policy: Policy,
    pub(crate) branch: String,
    pub(crate) commit: ObjectId,
    /// The branch that the ledger records, if this is another one.
    pub(crate) overridden: Option<String>,
    /// What is checked out, where its `promote.yaml` was read because the policy branch has none yet.
    pub(crate) unmerged: Option<String>,
}

/// Finds and reads the policy.
pub(super) fn find(repo: &Repo, branches: &Branches, access: &RemoteAccess) -> Result<LoadedPolicy, StoreError> {
    let recorded = recorded::recorded_branch(repo, branches, DEFAULT_LEDGER)?;
    let configured = match &recorded {
        // A ledger that exists has said which branch rules.
        None => access.beginning.policy_branch.clone(),
        Some(_) => None,
    };
    let configured = match configured {
        None => repo.config("promote.policyBranch")?,
        chosen => chosen,
    };
    let branch = match (configured.as_deref().map(short), &recorded) {
        (Some(branch), _) => branch.to_owned(),
        (None, Some(branch)) => branch.clone(),
        (None, None) => default_branch(repo, branches)?,
    };
    let loaded = match &recorded {
        Some(recorded) if *recorded == branch => ruling(repo, branches, (DEFAULT_LEDGER, &branch), access)?,
        _ if recorded.is_some() || configured.is_some() => read(repo, branches, &branch)?,
        _ => introduced(repo, &branch, read(repo, branches, &branch))?,
    };
    // A ledger with another name may record another branch.
    let recorded = match recorded {
        None if loaded.policy.ledger != DEFAULT_LEDGER => {
            recorded::recorded_branch(repo, branches, &loaded.policy.ledger)?
        }
        recorded => recorded,
    };
    match recorded.filter(|recorded| *recorded != branch) {
        Some(recorded) if configured.is_none() => ruling(repo, branches, (&loaded.policy.ledger, &recorded), access),
        overridden => Ok(LoadedPolicy { overridden, ..loaded }),
    }
}

/// The policy of the branch that a ledger names.
pub(super) fn ruling(
    repo: &Repo,
    branches: &Branches,
    (ledger, branch): (&str, &str),
    access: &RemoteAccess,
) -> Result<LoadedPolicy, StoreError> {
    let (None, Some(tip)) = (branches.tips.get(branch), branches.tips.get(ledger)) else {
        return read(repo, branches, branch);
    };
    let named = recorded::last_named(repo, *tip)?;
    match named.filter(|_| access.branch_may_be_gone) {
        Some(named) if repo.exists(named)? => read_at(repo, branch, named),
        _ => Err(StoreError::RulingBranchGone { branch: branch.to_owned(), named }),
    }
}

fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}

/// The policy of a branch; where the branch has none yet, that of what is checked out: `promote.yaml` is introduced by a
/// request. It is good for reading alone.
pub(super) fn introduced(
    repo: &Repo,
    branch: &str,
    loaded: Result<LoadedPolicy, StoreError>,
) -> Result<LoadedPolicy, StoreError> {
    let head = repo.head();
    match (loaded, head.commit) {
        (Err(missing @ (StoreError::NoPolicy { .. } | StoreError::PolicyBranchMissing(_))), Some(commit)) => {
            let name = head.branch.as_deref().map_or_else(|| commit.short(), |name| short(name).to_owned());
            match read_at(repo, branch, commit) {
                Ok(loaded) if name != branch => Ok(LoadedPolicy { unmerged: Some(name), ..loaded }),
                Err(StoreError::NoPolicy { .. }) | Ok(_) => Err(missing),
                Err(error) => Err(error),
            }
        }
        (loaded, _) => loaded,
    }
}

/// The branch whose `promote.yaml` rules before there is a ledger: the default branch of the remote that was cloned, else
/// `HEAD` of a bare repository, else a usual default branch that holds the file, else the only branch that does. What is
/// checked out decides nothing, except which error is shown where no branch has the file.
fn default_branch(repo: &Repo, branches: &Branches) -> Result<String, StoreError> {
    let holds = |branch: &str| -> Result<bool, StoreError> {
        let Some(tip) = branches.tips.get(branch) else { return Ok(false) };
        let tree = repo.read_commit(*tip)?.tree;
        Ok(repo.find_path(tree, policy::FILE.as_bytes())?.is_some())
    };
    let head = branches.head.clone();
    let cloned = repo.symbolic_ref("refs/remotes/origin/HEAD")?;
    if let Some(branch) = cloned.as_deref().and_then(|name| name.strip_prefix("refs/remotes/origin/")) {
        return Ok(branch.to_owned());
    }
    if let Some(branch) = head.as_ref().filter(|_| repo.work_tree().is_none()) {
        return Ok(branch.clone());
    }
    let initial = repo.config("init.defaultBranch")?;
    for branch in initial.as_deref().into_iter().chain(USUAL) {
        if holds(branch)? {
            return Ok(branch.to_owned());
        }
    }
    let mut holding = Vec::new();
    for branch in branches.tips.keys() {
        if holds(branch)? {
            holding.push(branch.clone());
        }
    }
    match (holding.as_slice(), head) {
        ([one], _) => Ok(one.clone()),
        ([], Some(head)) => Ok(head),
        ([], None) => Err(StoreError::NoPolicyBranch),
        _ => Err(StoreError::ManyPolicyBranches { branches: holding }),
    }
}

impl Store {
    /// The policy of a commit; `None` if it has none, the policy is invalid or the commit is missing.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn policy_at(&self, commit: ObjectId) -> Result<Option<Policy>, StoreError> {
        if !self.repo.exists(commit)? {
            return Ok(None);
        }
        policy_at::at(&self.repo, commit)
    }

    /// The blob of `promote.yaml` at a commit.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn policy_blob(&self, commit: ObjectId) -> Result<Option<ObjectId>, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let entry = self.repo.find_path(tree, policy::FILE.as_bytes())?;
        Ok(entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid))
    }

    /// The commit of the policy branch that introduced the `promote.yaml` of `commit`.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn policy_since(&self, commit: ObjectId) -> Result<ObjectId, StoreError> {
        let (blob, mut since) = (self.policy_blob(commit)?, commit);
        for earlier in self.policy_history(commit) {
            let earlier = earlier?.id;
            if self.policy_blob(earlier)? != blob {
                break;
            }
            since = earlier;
        }
        Ok(since)
    }

    /// A commit of the policy branch and those before it, along first parents, and on through the branches that held
    /// `promote.yaml` before.
    pub(crate) fn policy_history(&self, from: ObjectId) -> impl Iterator<Item = Result<Commit, GitError>> {
        let mut older = self.policy_line.segments.iter().rev().map(|segment| (segment.since, segment.until)).peekable();
        let mut walk = self.repo.first_parents(from);
        std::iter::from_fn(move || {
            let next = walk.next()?;
            if let (Ok(commit), Some((since, _))) = (&next, older.peek())
                && *since == Some(commit.id)
            {
                older.next();
                if let Some(last) = older.peek().and_then(|(_, until)| *until) {
                    walk = self.repo.first_parents(last);
                }
            }
            Some(next)
        })
    }

    /// The same repository with the policy of a commit of the policy branch; `None` if the commit has no valid policy.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn under(&self, commit: ObjectId) -> Result<Option<Self>, StoreError> {
        let Some(mut policy) = self.policy_at(commit)? else { return Ok(None) };
        // A key that is revoked now is not trusted at any time.
        policy.signers = policy.signers.without(&self.policy.signers.revoked);
        let rules = rules_now(&policy, self.rulebook, self.policy_line.version);
        Ok(Some(Self { policy, policy_commit: commit, rules, ..self.clone() }))
    }
}

/// Reads the policy at the tip of a branch.
pub(super) fn read(repo: &Repo, branches: &Branches, branch: &str) -> Result<LoadedPolicy, StoreError> {
    let missing = || StoreError::PolicyBranchMissing(branch.to_owned());
    read_at(repo, branch, *branches.tips.get(branch).ok_or_else(missing)?)
}

/// Reads the policy of a commit of a branch.
fn read_at(repo: &Repo, branch: &str, commit: ObjectId) -> Result<LoadedPolicy, StoreError> {
    let tree = repo.read_commit(commit)?.tree;
    let entry = repo.find_path(tree, policy::FILE.as_bytes())?.filter(|e| matches!(e.mode, EntryMode::File(_)));
    let Some(entry) = entry else {
        let uncommitted = repo.work_tree().is_some_and(|root| root.join(policy::FILE).is_file());
        return Err(StoreError::NoPolicy { branch: branch.to_owned(), uncommitted });
    };
    let mut policy = policy::read(&repo.read_blob(entry.oid)?)
        .map_err(|mistakes| StoreError::BadPolicy { branch: branch.to_owned(), mistakes })?;
    schemas::load(repo, tree, &mut policy)?;
    Ok(LoadedPolicy { policy, branch: branch.to_owned(), commit, overridden: None, unmerged: None })
}
