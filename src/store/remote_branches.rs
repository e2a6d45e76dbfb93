//! The branches of the authority: this repository's, or those of the remote that the policy names.
//!
//! ```text
//! local policy  ->  names a remote?  no   the branches of this repository
//!                                    yes  ls-remote, fetch new commits, read the remote's policy; again if that policy
//!                                         names more branches
//! ```
//!
//! Branches of a remote are kept in `refs/remotes/NAME/`. One `ls-remote` shows whether they are up to date, and only
//! outdated ones are fetched. The policy branch at a remote is the one that its ledger records, else its default branch.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::authority::{Authority, LastFetch, RemoteAccess};
use super::branches::Branches;
use super::error::StoreError;
use super::ledger::recorded;
use super::policy::{self, LoadedPolicy};
use super::policy_at;
use super::repository::Store;
use promote_core::policy::DEFAULT_LEDGER;
use promote_git::{Advertised, Remote, Repo, Timeouts};
use promote_model::ObjectId;

/// The time limit of a remote that no local policy names.
const GUESS_LIMIT: Duration = Duration::from_secs(10);

impl Store {
    /// The commit of a branch that the policy does not name, at the authority; `None` if it does not exist. Unless
    /// offline, the commit is fetched.
    ///
    /// # Errors
    /// If the remote cannot be reached.
    pub(crate) fn tip_of(&self, branch: &str, access: &RemoteAccess) -> Result<Option<ObjectId>, StoreError> {
        let Some(name) = self.authority.remote() else { return Ok(self.branches.tips.get(branch).copied()) };
        let remote = self.repo.remote(name, access.timeouts)?;
        if access.offline {
            let name = remote.tracking(branch);
            return Ok(self.repo.refs(&[&name])?.get(&name).copied());
        }
        let tip = remote.advertised(&[branch])?.tips.get(branch).copied();
        if let Some(tip) = tip
            && !self.repo.exists(tip)?
        {
            remote.fetch(&[branch])?;
        }
        Ok(tip)
    }
}

/// Finds the authority, its branches and its policy.
pub(super) fn find(repo: &Repo, access: &RemoteAccess) -> Result<(Branches, LoadedPolicy, Authority), StoreError> {
    let local = Branches::read(repo)?;
    let loaded = policy::find(repo, &local, access);
    let name = match &loaded {
        Ok(loaded) => loaded.policy.remote.clone(),
        Err(
            StoreError::NoPolicy { .. }
            | StoreError::NoPolicyBranch
            | StoreError::PolicyBranchMissing(_)
            | StoreError::RulingBranchGone { .. },
        ) => guess_remote(repo, access)?,
        Err(_) => None,
    };
    let Some(name) = name else { return Ok((local, loaded?, Authority::Local)) };
    let remote = repo.remote(&name, access.timeouts)?;
    let known = loaded.ok().map(|loaded| (loaded.branch, loaded.policy.branches().map(str::to_owned).collect()));
    let clone = Clone { repo, remote: &remote, known, access };
    if access.offline {
        let (branches, loaded) = clone.last_fetched()?;
        return Ok((
            branches,
            loaded,
            Authority::Remote { name, timeouts: access.timeouts, seen: Some(last_fetch(repo, &remote)) },
        ));
    }
    let (branches, loaded) = clone.current()?;
    // For `--offline`: the time of this contact, and the default branch. Failing to write them is not an error.
    let marker = contact_marker(repo, &remote);
    let _ = marker.parent().map(fs::create_dir_all);
    let _ = fs::write(marker, branches.head.as_deref().unwrap_or_default());
    Ok((branches, loaded, Authority::Remote { name, timeouts: access.timeouts, seen: None }))
}

/// The authoritative remote if no local branch has a policy, as in CI clones: the one named by the policy of the
/// checked-out commit, else by that of the only remote's default branch.
fn guess_remote(repo: &Repo, access: &RemoteAccess) -> Result<Option<String>, StoreError> {
    if let Some(commit) = repo.head().commit
        && let Some(policy) = policy_at::at(repo, commit)?
    {
        return Ok(policy.remote);
    }
    let names = repo.remotes()?;
    let [name] = names.as_slice() else { return Ok(None) };
    // The user did not name this remote, so do not ask for a password and do not wait long.
    let remote = repo.remote(name, Timeouts { limit: Some(GUESS_LIMIT), terminal: false })?;
    let clone = Clone { repo, remote: &remote, known: None, access };
    let found = if access.offline { clone.last_fetched() } else { clone.current() };
    // If this fails, too, the error of the local policy is reported.
    Ok(found.ok().and_then(|(_, loaded)| loaded.policy.remote))
}

/// A clone and its remote.
struct Clone<'r> {
    repo: &'r Repo,
    remote: &'r Remote<'r>,
    /// The local policy branch, and the branches that the local policy names.
    known: Option<(String, Vec<String>)>,
    access: &'r RemoteAccess,
}

impl Clone<'_> {
    /// How often a policy may name new branches; it would have to change in between each time.
    const MAX_ROUNDS: usize = 6;

    /// The current branches of the remote and their policy.
    fn current(&self) -> Result<(Branches, LoadedPolicy), StoreError> {
        let configured = self.repo.config("promote.policyBranch")?;
        let mut wanted: BTreeSet<String> = BTreeSet::from([DEFAULT_LEDGER.to_owned()]);
        wanted.extend(configured.iter().chain(&self.access.beginning.policy_branch).cloned());
        wanted.extend(self.known.iter().flat_map(|(branch, others)| others.iter().chain([branch]).cloned()));
        for _ in 0..Self::MAX_ROUNDS {
            let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let advertised = self.remote.advertised(&names)?;
            let branches = self.fetch_new(advertised)?;
            let known = wanted.len();
            wanted.extend(recorded::named_branches(self.repo, &branches, DEFAULT_LEDGER)?);
            if wanted.len() > known {
                continue;
            }
            let loaded = self.policy(&branches, configured.as_deref())?;
            wanted.extend(loaded.policy.branches().map(str::to_owned));
            wanted.extend(recorded::named_branches(self.repo, &branches, &loaded.policy.ledger)?);
            if wanted.len() == known {
                return Ok((branches, loaded));
            }
        }
        Err(StoreError::PolicyKeepsChanging { remote: self.remote.name().to_owned() })
    }

    /// Fetches the branches whose remote-tracking refs are outdated.
    fn fetch_new(&self, advertised: Advertised) -> Result<Branches, StoreError> {
        let tips = advertised.tips;
        let tracking: BTreeMap<&String, String> =
            tips.keys().map(|branch| (branch, self.remote.tracking(branch))).collect();
        let names: Vec<&str> = tracking.values().map(String::as_str).collect();
        let local = self.repo.refs(&names)?;
        let outdated = |(branch, tip): &(&String, &ObjectId)| local.get(&tracking[branch]) != Some(tip);
        let new: Vec<&str> = tips.iter().filter(outdated).map(|(branch, _)| branch.as_str()).collect();
        if new.is_empty() {
            return Ok(Branches { tips, head: advertised.head });
        }
        self.remote.fetch(&new)?;
        // The branches may have moved between the two calls.
        let local = self.repo.refs(&names)?;
        let tip = |branch: &String| Some((branch.clone(), *local.get(&tracking[branch])?));
        Ok(Branches { tips: tips.keys().filter_map(tip).collect(), head: advertised.head })
    }

    /// The last fetched branches of the remote and their policy.
    fn last_fetched(&self) -> Result<(Branches, LoadedPolicy), StoreError> {
        let prefix = self.remote.tracking("");
        let short = |name: String| Some(name.strip_prefix(&prefix)?.to_owned()).filter(|name| name != "HEAD");
        let refs = self.repo.refs_below(&[&prefix])?;
        let tips: BTreeMap<_, _> = refs.into_iter().filter_map(|(name, id)| Some((short(name)?, id))).collect();
        let marked = || fs::read_to_string(contact_marker(self.repo, self.remote)).ok().filter(|name| !name.is_empty());
        let head = self.repo.symbolic_ref(&self.remote.tracking("HEAD"))?.and_then(short).or_else(marked);
        let branches = Branches { tips, head };
        let configured = self.repo.config("promote.policyBranch")?;
        let loaded = self.policy(&branches, configured.as_deref())?;
        Ok((branches, loaded))
    }

    fn policy(&self, branches: &Branches, configured: Option<&str>) -> Result<LoadedPolicy, StoreError> {
        let recorded = recorded::recorded_branch(self.repo, branches, DEFAULT_LEDGER)?;
        let known = || self.known.as_ref().map(|(branch, _)| branch.clone());
        let chosen = self.access.beginning.policy_branch.clone().filter(|_| recorded.is_none());
        let configured =
            chosen.or_else(|| configured.map(|branch| branch.trim_start_matches("refs/heads/").to_owned()));
        let branch = configured.clone().or(recorded.clone()).or_else(|| branches.head.clone()).or_else(known);
        let branch = branch.ok_or(StoreError::NoPolicyBranch)?;
        let loaded = match &recorded {
            Some(recorded) if *recorded == branch => {
                policy::ruling(self.repo, branches, (DEFAULT_LEDGER, &branch), self.access)?
            }
            _ if recorded.is_some() || configured.is_some() => policy::read(self.repo, branches, &branch)?,
            _ => policy::introduced(self.repo, &branch, policy::read(self.repo, branches, &branch))?,
        };
        let recorded = match recorded {
            None => recorded::recorded_branch(self.repo, branches, &loaded.policy.ledger)?,
            recorded => recorded,
        };
        match recorded.filter(|recorded| *recorded != branch) {
            Some(recorded) if configured.is_none() => {
                policy::ruling(self.repo, branches, (&loaded.policy.ledger, &recorded), self.access)
            }
            overridden => Ok(LoadedPolicy { overridden, ..loaded }),
        }
    }
}

/// The file whose modification time is the last contact with a remote, and that holds its default branch.
fn contact_marker(repo: &Repo, remote: &Remote<'_>) -> PathBuf {
    repo.common_dir().join("promote").join(format!("asked-{}", remote.name().replace('/', "%")))
}

/// The last contact with a remote, by promote or by `git fetch`.
fn last_fetch(repo: &Repo, remote: &Remote<'_>) -> LastFetch {
    let times = [contact_marker(repo, remote), repo.git_dir().join("FETCH_HEAD")].into_iter();
    let latest = times.filter_map(|path| path.metadata().ok()?.modified().ok()).max();
    latest.map_or(LastFetch::Never, LastFetch::At)
}
