//! Whose branches count: this repository's, or a remote's.
//!
//! ```text
//! the policy that is here  ->  remote?  no   the branches of this repository
//!                                       yes  ask it, fetch what is new, read its policy; once more if that
//!                                            speaks of branches that were not asked for
//! ```
//!
//! What is read from a remote is kept in `refs/remotes/NAME/`; one question to the remote tells whether that is
//! still so, and only what is not is fetched. The policy's branch there is the remote's default branch.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::error::StoreError;
use super::policy::{self, Found};
use super::{Branches, Store, ledger};
use promote_core::policy::DEFAULT_LEDGER;
use promote_git::{Advertised, Remote, Repo, Timeouts};
use promote_model::ObjectId;

/// How long a remote has to tell whether it knows a policy, where nothing here speaks of one.
const HURRY: Duration = Duration::from_secs(10);

/// How a remote may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reach {
    /// Whether what is here must do.
    pub(crate) offline: bool,
    /// How long a remote may take, and whether it may ask questions.
    pub(crate) patience: Timeouts,
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Authority {
    /// This repository.
    Local,
    /// The remote of this name.
    Remote {
        /// Its name.
        name: String,
        /// When it was asked last, where it was not asked now.
        seen: Option<FetchAge>,
    },
}

/// How old what is known of a remote is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FetchAge {
    /// It was asked at that time.
    At(SystemTime),
    /// It was never asked by us.
    Never,
}

impl Authority {
    /// The remote that decides.
    pub(crate) fn remote(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Remote { name, .. } => Some(name),
        }
    }
}

impl Store {
    /// The commit of a branch that no policy speaks of, wherever decisions are made; `None` where there is none. It can be
    /// read here afterwards, unless that is offline.
    ///
    /// # Errors
    /// Where the remote cannot be asked.
    pub(crate) fn tip_of(&self, branch: &str, reach: Reach) -> Result<Option<ObjectId>, StoreError> {
        let Some(name) = self.judge.remote() else { return Ok(self.branches.tips.get(branch).copied()) };
        let remote = self.repo.remote(name, reach.patience)?;
        if reach.offline {
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

/// The branches that count, the policy that is read from them, and whose they are.
pub(super) fn find(repo: &Repo, reach: Reach) -> Result<(Branches, Found, Authority), StoreError> {
    let here = Branches::read(repo)?;
    let found = policy::find(repo, &here);
    let name = match &found {
        Ok(found) => found.policy.remote.clone(),
        Err(StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_)) => {
            rumour(repo, reach)?
        }
        Err(_) => None,
    };
    let Some(name) = name else { return Ok((here, found?, Authority::Local)) };
    let remote = repo.remote(&name, reach.patience)?;
    let known = found.ok().map(|found| (found.branch, found.policy.branches().map(str::to_owned).collect()));
    let clone = Clone { repo, remote: &remote, known };
    if reach.offline {
        let (branches, found) = clone.remembered()?;
        return Ok((branches, found, Authority::Remote { name, seen: Some(last_asked(repo, &remote)) }));
    }
    let (branches, found) = clone.asked()?;
    // Only a convenience for `--offline`: when it was asked, and its default branch.
    let stamp = stamp(repo, &remote);
    let _ = stamp.parent().map(fs::create_dir_all);
    let _ = fs::write(stamp, branches.head.as_deref().unwrap_or_default());
    Ok((branches, found, Authority::Remote { name, seen: None }))
}

/// Which remote decides, where no branch here holds a policy, as in the clones of CI: as the commit says that is checked
/// out, or the only remote's default branch.
fn rumour(repo: &Repo, reach: Reach) -> Result<Option<String>, StoreError> {
    if let Some(commit) = repo.head().commit
        && let Some(policy) = policy::at(repo, commit)?
    {
        return Ok(policy.remote);
    }
    let names = repo.remotes()?;
    let [name] = names.as_slice() else { return Ok(None) };
    // Nobody asked for it, so nobody is asked for a password, and nobody waits.
    let remote = repo.remote(name, Timeouts { limit: Some(HURRY), terminal: false })?;
    let clone = Clone { repo, remote: &remote, known: None };
    let found = if reach.offline { clone.remembered() } else { clone.asked() };
    // There it is no better; what is wrong here is what to tell.
    Ok(found.ok().and_then(|(_, found)| found.policy.remote))
}

/// A clone and the remote that it was made from.
struct Clone<'r> {
    repo: &'r Repo,
    remote: &'r Remote<'r>,
    /// The policy's branch here, and the branches that it speaks of.
    known: Option<(String, Vec<String>)>,
}

impl Clone<'_> {
    /// How often a policy may send us for more branches: it would have to change each time.
    const ROUNDS: usize = 4;

    /// What the remote holds now.
    fn asked(&self) -> Result<(Branches, Found), StoreError> {
        let fixed = self.repo.config("promote.policyBranch")?;
        let mut wanted: BTreeSet<String> = BTreeSet::from([DEFAULT_LEDGER.to_owned()]);
        wanted.extend(fixed.clone());
        wanted.extend(self.known.iter().flat_map(|(branch, others)| others.iter().chain([branch]).cloned()));
        for _ in 0..Self::ROUNDS {
            let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let there = self.remote.advertised(&names)?;
            let branches = self.brought(there)?;
            let found = self.policy(&branches, fixed.as_deref())?;
            let more: Vec<&str> = found.policy.branches().filter(|branch| !wanted.contains(*branch)).collect();
            if more.is_empty() {
                return Ok((branches, found));
            }
            wanted.extend(more.into_iter().map(str::to_owned));
        }
        Err(StoreError::Restless { remote: self.remote.name().to_owned() })
    }

    /// Fetches what is not here yet.
    fn brought(&self, there: Advertised) -> Result<Branches, StoreError> {
        let tracking: BTreeMap<&String, String> =
            there.tips.keys().map(|branch| (branch, self.remote.tracking(branch))).collect();
        let names: Vec<&str> = tracking.values().map(String::as_str).collect();
        let here = self.repo.refs(&names)?;
        let new: Vec<&str> = there
            .tips
            .iter()
            .filter(|(branch, tip)| here.get(&tracking[branch]) != Some(tip))
            .map(|(branch, _)| branch.as_str())
            .collect();
        if new.is_empty() {
            return Ok(Branches { tips: there.tips, head: there.head });
        }
        self.remote.fetch(&new)?;
        // They may have moved on in the meantime.
        let here = self.repo.refs(&names)?;
        let tip = |branch: &String| Some((branch.clone(), *here.get(&tracking[branch])?));
        Ok(Branches { tips: there.tips.keys().filter_map(tip).collect(), head: there.head })
    }

    /// What was fetched last.
    fn remembered(&self) -> Result<(Branches, Found), StoreError> {
        let prefix = self.remote.tracking("");
        let short = |name: String| Some(name.strip_prefix(&prefix)?.to_owned()).filter(|name| name != "HEAD");
        let refs = self.repo.refs_below(&[&prefix])?;
        let tips: BTreeMap<_, _> = refs.into_iter().filter_map(|(name, id)| Some((short(name)?, id))).collect();
        let noted = || fs::read_to_string(stamp(self.repo, self.remote)).ok().filter(|name| !name.is_empty());
        let head = self.repo.symbolic_ref(&self.remote.tracking("HEAD"))?.and_then(short).or_else(noted);
        let branches = Branches { tips, head };
        let fixed = self.repo.config("promote.policyBranch")?;
        let found = self.policy(&branches, fixed.as_deref())?;
        Ok((branches, found))
    }

    fn policy(&self, branches: &Branches, fixed: Option<&str>) -> Result<Found, StoreError> {
        let recorded = ledger::recorded_branch(self.repo, branches, DEFAULT_LEDGER)?;
        let known = || self.known.as_ref().map(|(branch, _)| branch.clone());
        let fixed = fixed.map(|branch| branch.trim_start_matches("refs/heads/").to_owned());
        let branch = fixed.or_else(|| branches.head.clone()).or(recorded).or_else(known);
        policy::read(self.repo, branches, &branch.ok_or(StoreError::NoPolicyBranch)?)
    }
}

fn stamp(repo: &Repo, remote: &Remote<'_>) -> PathBuf {
    repo.common_dir().join("promote").join(format!("asked-{}", remote.name().replace('/', "%")))
}

/// When the remote was asked last, by us or by `git fetch`.
fn last_asked(repo: &Repo, remote: &Remote<'_>) -> FetchAge {
    let times = [stamp(repo, remote), repo.git_dir().join("FETCH_HEAD")].into_iter();
    let latest = times.filter_map(|path| path.metadata().ok()?.modified().ok()).max();
    latest.map_or(FetchAge::Never, FetchAge::At)
}
